import type { Test } from './comparison.ts';
import type { ConditionKey } from './condition-key.ts';
import type { Lookup } from './lookup.ts';
import { OPERATORS, readTruth } from './operators.ts';
import { PolicyError } from './policy-error.ts';
import { asList, asMap, type Reader } from './reader.ts';

/** One operator on one key. `text` shows it in messages. */
export type Condition = { text: string; key: ConditionKey; holds(lookup: Lookup): boolean };

const NAME = /^(?:(ForAllValues|ForAnyValue):)?(.+?)(IfExists)?$/;

/** The values that a policy compares a key with, as text: JSON numbers and booleans count as theirs. */
function readValues(value: unknown, { fail }: Reader): string[] {
  const values = asList(value).map((item) =>
    typeof item === 'string' || typeof item === 'number' || typeof item === 'boolean'
      ? String(item)
      : fail(`Expected a value of a condition to be text, a number or a boolean but received ${JSON.stringify(item)}`),
  );
  return values.length > 0 ? values : fail('Expected a condition to have values but it has none');
}

/** True for a key that is absent, false for one that is there. */
function readNull(key: ConditionKey, values: string[], reader: Reader): Condition {
  const wanted = values.map((value) => readTruth(reader.plain(value), reader.fail));
  return { text: `Null ${key.name}`, key, holds: (lookup) => wanted.includes(lookup(key).length === 0) };
}

function readComparison(name: string, key: ConditionKey, values: string[], reader: Reader): Condition {
  const [, qualifier, base = '', ifExists] = NAME.exec(name) ?? [];
  const operator = Object.hasOwn(OPERATORS, base) ? OPERATORS[base] : undefined;
  if (!operator) return reader.fail(`Expected a condition operator that is known here but received ${name}`);
  const { comparison, negated } = operator;
  if (!comparison.types.includes(key.type))
    return reader.fail(`Expected an operator for the ${key.type} ${key.name} but received ${name}`);
  if (key.multivalued && !qualifier)
    return reader.fail(
      `Expected ForAllValues or ForAnyValue on ${key.name}, which has several values, but received ${name}`,
    );
  const text = `${name} ${key.name}`;
  const tests = values.map((value) => comparison.read(value, reader));
  return { text, key, holds: (lookup) => holds(lookup(key), tests, lookup) };

  // The documented results for an absent key: true with IfExists, with ForAllValues, and for a negated operator, but
  // false with ForAnyValue. An empty text is an empty set of values.
  function holds(found: readonly string[], own: readonly Test[], lookup: Lookup): boolean {
    const present = qualifier ? found.filter((value) => value !== '') : found;
    if (present.length === 0) return ifExists !== undefined || qualifier === 'ForAllValues' || (negated && !qualifier);
    const fits = (value: string): boolean => matchesAny(value, own, lookup) !== negated;
    return qualifier === 'ForAnyValue' ? present.some(fits) : present.every(fits);
  }

  // "Not" of a value that cannot be told would hold: so it is refused, and any other comparison with it fails.
  function matchesAny(value: string, own: readonly Test[], lookup: Lookup): boolean {
    const results = own.map((test) => test(value, lookup));
    if (negated && !results.includes(true) && results.includes(undefined))
      throw new PolicyError(`Expected every policy variable of ${text} to have a value`);
    return results.includes(true);
  }
}

/** Reads a Condition block: all of its conditions have to hold, each for one of its values. */
export function readConditions(block: unknown, reader: Reader): Condition[] {
  return Object.entries(asMap(block, 'Condition', reader.fail)).flatMap(([name, keys]) =>
    Object.entries(asMap(keys, name, reader.fail)).map(([keyName, value]) => {
      const key = reader.key(keyName);
      const values = readValues(value, reader);
      return name === 'Null' ? readNull(key, values, reader) : readComparison(name, key, values, reader);
    }),
  );
}
