import assert from 'node:assert/strict';
import { test } from 'node:test';
import { remembered } from '../../src/shared/memoize.ts';

for (const made of ['a value', '', 0, false, undefined]) {
  test(`makes ${JSON.stringify(made) ?? 'undefined'} once for a key`, () => {
    const known = new Map<string, typeof made>();
    const keys: string[] = [];
    const ask = (key: string) =>
      remembered(known, key, (asked) => {
        keys.push(asked);
        return made;
      });
    assert.deepEqual(
      ['a', 'a', 'b', 'a'].map(ask),
      [0, 1, 2, 3].map(() => made),
    );
    assert.deepEqual(keys, ['a', 'b']);
  });
}
