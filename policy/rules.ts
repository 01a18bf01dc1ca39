import type { Rule } from './rule.ts';

/** Every rule, by service. */
export const rules = [] as const satisfies readonly Rule[];
