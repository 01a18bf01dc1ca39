import type { Lookup } from './lookup.ts';
import type { Pattern, Wildcard } from './pattern.ts';
import { PolicyError } from './policy-error.ts';

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

/** Follows every way through the tokens at once: the time grows with text × pattern, whatever the wildcards. */
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
