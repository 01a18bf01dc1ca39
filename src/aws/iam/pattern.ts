import type { ConditionKey } from './condition-key.ts';
import type { Lookup } from './lookup.ts';
import { ARN_COLONS, type Fail, PolicyError } from './policy-error.ts';

/** `*` or `?`; one that stays within its part of an ARN matches no colon. */
type Wildcard = { wildcard: '*' | '?'; colons: boolean };
/** `${key}` or `${key, 'fallback'}`. */
type Variable = { variable: ConditionKey; fallback?: string };
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
type FindVariable = (name: string) => ConditionKey;

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

/** One character, or a wildcard. */
type Token = string | Wildcard;

/** The pattern with the values of its variables; undefined when one has none and no fallback. */
function tokensOf({ text, parts }: Pattern, lookup: Lookup): Token[] | undefined {
  const hasWildcards = parts.some((part) => typeof part === 'object' && 'wildcard' in part);
  const tokens: Token[] = [];
  for (const part of parts) {
    if (typeof part === 'object' && 'wildcard' in part) {
      tokens.push(part);
      continue;
    }
    const value = typeof part === 'string' ? part : (lookup(part.variable)[0] ?? part.fallback);
    if (value === undefined) return undefined;
    // Whether such a value is a wildcard or stands for itself is documented nowhere.
    if (typeof part === 'object' && hasWildcards && /[*?]/.test(value))
      throw new PolicyError(`Expected no * or ? in the value of a variable of ${text} but received ${value}`);
    tokens.push(...value);
  }
  return tokens;
}

/** Follows every path through the tokens at once: the time grows with text × pattern, whatever the wildcards. */
function matchTokens(tokens: readonly Token[], text: string): boolean {
  let reached = new Set<number>();
  const reach = (into: Set<number>, index: number): void => {
    into.add(index);
    const token = tokens[index];
    if (typeof token === 'object' && token.wildcard === '*') reach(into, index + 1);
  };
  reach(reached, 0);
  for (const character of text) {
    const next = new Set<number>();
    for (const index of reached) {
      const token = tokens[index];
      if (typeof token === 'object') {
        if (token.colons || character !== ':') reach(next, token.wildcard === '*' ? index : index + 1);
      } else if (token === character) reach(next, index + 1);
    }
    reached = next;
  }
  return reached.has(tokens.length);
}

/** What a pattern asks of a text: to be `start`, or where it has wildcards to begin so, which tells most texts apart. */
type Demand = { start: string; tokens?: readonly Token[] };

function demandOf(pattern: Pattern, lookup: Lookup, change: (text: string) => string): Demand | undefined {
  const tokens = tokensOf(pattern, lookup)?.map((token) => (typeof token === 'string' ? change(token) : token));
  if (tokens === undefined) return undefined;
  const wildcard = tokens.findIndex((token) => typeof token === 'object');
  return wildcard < 0 ? { start: tokens.join('') } : { start: tokens.slice(0, wildcard).join(''), tokens };
}

/** Matches texts in one writing; a pattern without variables always asks the same, and is remembered. */
function matcher(change: (text: string) => string) {
  const known = new WeakMap<Pattern, Demand>();
  return (pattern: Pattern, given: string, lookup: Lookup): boolean | undefined => {
    const demand = known.get(pattern) ?? demandOf(pattern, lookup, change);
    if (demand === undefined) return undefined;
    if (!pattern.parts.some((part) => typeof part === 'object' && 'variable' in part)) known.set(pattern, demand);
    const text = change(given);
    if (demand.tokens === undefined) return text === demand.start;
    return text.startsWith(demand.start) && matchTokens(demand.tokens, text);
  };
}

/** Whether text matches a pattern, case and all; undefined when a variable of the pattern has no value. */
export const matchPattern = matcher((text) => text);

/** The same without regard to case. */
export const matchPatternIgnoringCase = matcher((text) => text.toLowerCase());
