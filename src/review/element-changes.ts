import { covers } from './covers.ts';
import type { Element, Stated } from './statements.ts';

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
