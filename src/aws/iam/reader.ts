import type { ValueReader } from './comparison.ts';
import { type ConditionKey, findKey, type KeyTable } from './condition-key.ts';
import { type Pattern, parsePattern, type Wildcards } from './pattern.ts';
import { type Fail, PolicyError, showWhere, type Where } from './policy-error.ts';

/** What the reading of one statement needs: the policy that it is in, what it may use, and how to refuse it. */
export type Reader = ValueReader & { where: Where; key(name: string): ConditionKey };

/** A value as a list: a single one stands for a list of it. */
export const asList = (value: unknown): unknown[] => [value].flat();

/** A list of at least one text. */
export function asTexts(value: unknown, element: string, fail: Fail): string[] {
  const texts = asList(value).map((item) =>
    typeof item === 'string' ? item : fail(`Expected ${element} to hold text but received ${JSON.stringify(item)}`),
  );
  return texts.length > 0 ? texts : fail(`Expected ${element} to have values but it has none`);
}

export const asMap = (value: unknown, element: string, fail: Fail): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : fail(`Expected ${element} to be a map but received ${JSON.stringify(value)}`);

/** The version of the policy language that has variables; in the older one `${` would be taken literally. */
export const CURRENT_VERSION = '2012-10-17';

/** Makes the reader of one statement, or of the document where there is none; `place` names it in messages. */
export function createReader(where: Where, place: string, version: string, keys: readonly KeyTable[]): Reader {
  const fail: Fail = (message) => {
    throw new PolicyError(`${place} of ${showWhere(where)}: ${message}`);
  };
  function key(name: string): ConditionKey {
    const found = findKey(name, keys) ?? fail(`Expected a condition key that is known here but received ${name}`);
    if (found.identityOnly && where.kind !== 'identity' && where.kind !== 'boundary')
      fail(`Expected ${found.name} to stand in policies of identities alone`);
    return found;
  }
  function variable(name: string): ConditionKey {
    const found = key(name);
    return found.multivalued ? fail(`Expected a policy variable with one value but received \${${name}}`) : found;
  }
  function pattern(text: string, wildcards: Wildcards): Pattern {
    if (text.includes('${') && version !== CURRENT_VERSION)
      fail(`Expected Version ${CURRENT_VERSION} for the policy variable of ${text} but received ${version}`);
    return parsePattern(text, wildcards, variable, fail);
  }
  return {
    where,
    fail,
    key,
    pattern,
    plain: (text) => (text.includes('${') ? fail(`Expected no policy variable there but received ${text}`) : text),
  };
}
