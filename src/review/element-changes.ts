import type { Element, Stated } from './statements.ts';

/**
 * Whether whatever one text with `*` and `?` matches, the other matches too. Where that cannot be told by letting its
 * `*` match any text and its `?` one character that is no `*`, the answer is no: a wider text is never taken for a
 * narrower. The time is at most wide × narrow.
 */
export function covers(wide: string, narrow: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  for (let index = 0; index < narrow.length; ) {
    const character = wide[at];
    if (character === '*') {
      star = at;
      resume = index;
      at += 1;
    } else if (character === narrow[index] || (character === '?' && narrow[index] !== '*')) {
      at += 1;
      index += 1;
    } else if (star >= 0) {
      resume += 1;
      index = resume;
      at = star + 1;
    } else return false;
  }
  return /^\**$/.test(wide.slice(at));
}

/** Where two values differ: the path below them, and both ends; undefined where one side has nothing. */
export type Difference = { path: (string | number)[]; from: unknown; to: unknown };

const isTree = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** CloudFormation takes 300 and '300' for the same. */
const isSame = (from: unknown, to: unknown): boolean =>
  from === to ||
  (!isTree(from) && !isTree(to) && from !== undefined && to !== undefined && String(from) === String(to));

/** Lists whose items have names are compared by these, so that a new item does not change all that follow. */
function keyOf(item: unknown, index: number): string {
  if (!isTree(item)) return String(index);
  const name = item['Id'] ?? item['Sid'] ?? item['Key'] ?? item['Name'] ?? item['PolicyName'];
  return typeof name === 'string' ? name : String(index);
}

/** The items of a list by their keys, the entries of a map by theirs; of several items with one name, none is left out. */
function entriesOf(value: Record<string, unknown> | unknown[]): Map<string, unknown> {
  if (!Array.isArray(value)) return new Map(Object.entries(value));
  const entries = new Map<string, unknown>();
  for (const [index, item] of value.entries()) {
    const name = keyOf(item, index);
    let key = name;
    for (let count = 2; entries.has(key); count += 1) key = `${name} (${count})`;
    entries.set(key, item);
  }
  return entries;
}

/** Every leaf in which two values differ. */
export function differences(from: unknown, to: unknown, path: Difference['path'] = []): Difference[] {
  if (isSame(from, to)) return [];
  if (!isTree(from) || !isTree(to) || Array.isArray(from) !== Array.isArray(to)) return [{ path, from, to }];
  const [before, after] = [entriesOf(from), entriesOf(to)];
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((key) =>
    differences(before.get(key), after.get(key), [...path, key]),
  );
}

/** What a statement covers now and did not before, and the other way round. */
export type Reach = { gained: string[]; lost: string[]; turned?: boolean };

const folded = (values: readonly string[], fold: boolean): [string, string][] =>
  values.map((value) => [fold ? value.toLowerCase() : value, value]);

function beyond(values: readonly string[], others: readonly string[], fold: boolean): string[] {
  const known = folded(others, fold);
  return folded(values, fold)
    .filter(([value]) => !known.some(([other]) => covers(other, value)))
    .map(([, value]) => value);
}

/** Compares an element; `fold` where case does not matter. One that turned into its opposite gained what it names now. */
export function reach(before: Element, after: Element, fold = false): Reach {
  if (before.not !== after.not) return { gained: after.values, lost: [], turned: true };
  const more = beyond(after.values, before.values, fold);
  const less = beyond(before.values, after.values, fold);
  return before.not ? { gained: less, lost: more } : { gained: more, lost: less };
}

/** A condition that changed: `looser` when it holds more often, undefined when that cannot be told. */
export type ConditionChange = { operator: string; key: string; values: string[]; looser?: boolean; was: string[] };

const NAMED = /^(?:ForAnyValue:|ForAllValues:)?(?:String|Arn)(Not)?(?:Equals|Like|EqualsIgnoreCase)(?:IfExists)?$/;

/** Compares the conditions: all must hold, each for one of its values, or with Not for none. */
export function conditionChanges(before: Stated, after: Stated): ConditionChange[] {
  const same = (one: Stated['conditions'][number]) => (other: Stated['conditions'][number]) =>
    one.operator === other.operator && one.key === other.key;
  const gone = before.conditions
    .filter((condition) => !after.conditions.some(same(condition)))
    .map((condition) => ({ ...condition, was: condition.values, values: [], looser: true }));
  const rest = after.conditions.flatMap((condition): ConditionChange[] => {
    const old = before.conditions.find(same(condition));
    if (!old) return [{ ...condition, was: [], looser: false }];
    const { gained, lost } = reach({ not: false, values: old.values }, { not: false, values: condition.values });
    if (gained.length === 0 && lost.length === 0) return [];
    const named = NAMED.exec(condition.operator);
    const change = { ...condition, was: old.values };
    if (!named || (gained.length > 0 && lost.length > 0)) return [change];
    return [{ ...change, looser: named[1] === undefined ? gained.length > 0 : lost.length > 0 }];
  });
  return [...gone, ...rest];
}
