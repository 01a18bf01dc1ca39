import type { BootstrapNames } from './bootstrap-parameters.ts';
import { words } from './cloudformation.ts';

/** The words of the bootstrap template. */
export const { arn, parameter, ref, unless, when } = words<BootstrapNames>();
