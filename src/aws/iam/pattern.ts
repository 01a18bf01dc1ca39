import { ARN_COLONS } from './arn.ts';
import type { ConditionKey } from './condition-key.ts';
import type { Fail } from './policy-error.ts';

/** `*` or `?`; one that stays within its part of an ARN matches no colon. */
export type Wildcard = { wildcard: '*' | '?'; colons: boolean };
/** `${key}` or `${key, 'fallback'}`. */
export type Variable = { variable: ConditionKey; fallback?: string };
/** Text of a policy, taken apart; a string stands for itself. */
export type Pattern = { text: string; parts: readonly (string | Wildcard | Variable)[] };

/**
 * What `*` and `?` mean: nothing special; any characters; any within one of the six parts of an ARN (ARN condition
 * operators, https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html);
 * or the same, but a `*` that ends its part goes on beyond the colon (the Resource element,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html). The last of the six
 * parts may hold colons, as keys of objects do, and wildcards in it match them.
 */
export type Wildcards = 'none' | 'any' | 'arn' | 'resource';

/** Finds the condition key that a variable names, or refuses it. */
export type FindVariable = (name: string) => ConditionKey;

const SPECIAL = /\$\{([^}]*)\}|\$\{|[*?]/g;
const VARIABLE = /^([^,']+)(?:, *'([^']*)')?$/;
const ESCAPES = new Set(['*', '?', '$']);
const colonsIn = (text: string): number => text.split(':').length - 1;

function wildcardOf(wildcard: '*' | '?', wildcards: Wildcards, colonsBefore: number, next: string): Wildcard {
  const inLastPart = wildcards === 'any' || colonsBefore >= ARN_COLONS;
  const endsPart = wildcards === 'resource' && wildcard === '*' && (next === ':' || next === '');
  return { wildcard, colons: inLastPart || endsPart };
}

/** Takes text of a policy apart; refuses a `${` that is not a known variable or one of `${*}`, `${?}`, `${$}`. */
export function parsePattern(text: string, wildcards: Wildcards, findVariable: FindVariable, fail: Fail): Pattern {
  const parts: (string | Wildcard | Variable)[] = [];
  let end = 0;
  let colons = 0;
  for (const found of text.matchAll(SPECIAL)) {
    const [special, name] = found;
    const literal = text.slice(end, found.index);
    end = found.index + special.length;
    colons += colonsIn(literal);
    if (literal !== '') parts.push(literal);
    if (special === '${') fail(`Expected a } after \${ but received ${text}`);
    else if (name === undefined && wildcards === 'none') parts.push(special);
    else if (name === undefined) parts.push(wildcardOf(special as '*' | '?', wildcards, colons, text.charAt(end)));
    else if (ESCAPES.has(name)) parts.push(name);
    else {
      const [, key, fallback] = VARIABLE.exec(name) ?? fail(`Expected a policy variable but received ${special}`);
      if (wildcards === 'resource' && colons < ARN_COLONS)
        fail(`Expected policy variables after the fifth colon of an ARN but received ${text}`);
      parts.push({ variable: findVariable(key ?? ''), ...(fallback !== undefined && { fallback }) });
    }
  }
  if (end < text.length) parts.push(text.slice(end));
  return { text, parts };
}
