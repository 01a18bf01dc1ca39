import type { Condition, Selector } from './filter-pattern.ts';

/** What a selector points to in a line; undefined where there is nothing. */
export const selectFrom = (line: unknown, selector: Selector): unknown =>
  selector.reduce<unknown>((value, key) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value) !== (typeof key === 'number'))
      return undefined;
    return Object.hasOwn(value, key) ? (value as Record<string | number, unknown>)[key] : undefined;
  }, line);

/** A wildcard stands at the beginning or the end of a term; in its midst it is a character like any other. */
function matchesText(value: string, term: string): boolean {
  const [fromStart, toEnd] = [!term.startsWith('*'), !term.endsWith('*')];
  const core = term.slice(fromStart ? 0 : 1, toEnd ? undefined : Math.max(1, term.length - 1));
  if (fromStart && toEnd) return value === term;
  if (fromStart) return value.startsWith(core);
  return toEnd ? value.endsWith(core) : value.includes(core);
}

const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

const isLeaf = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);

/**
 * Whether a line, parsed, meets a filter pattern. A selector has to point to a text or a number: where it points to a
 * list, an object or nothing, neither = nor != is met.
 */
export function matchesFilter(line: unknown, condition: Condition): boolean {
  if ('parts' in condition) {
    const meets = (part: Condition): boolean => matchesFilter(line, part);
    return condition.kind === 'and' ? condition.parts.every(meets) : condition.parts.some(meets);
  }
  const value = selectFrom(line, condition.selector);
  switch (condition.kind) {
    case 'exists':
      return value !== undefined;
    case 'is':
      if (condition.state === 'NOT EXISTS') return value === undefined;
      return value === { NULL: null, TRUE: true, FALSE: false }[condition.state];
    case 'text':
      return isLeaf(value) && matchesText(String(value), condition.text) === condition.isEqual;
    case 'number':
      return typeof value === 'number' && COMPARISONS[condition.operator]?.(value, condition.number) === true;
  }
}
