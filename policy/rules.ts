import type { Rule } from './rule.ts';

/** Every rule, by service. */
export const rules: readonly Rule[] = [];
