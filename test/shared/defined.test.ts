import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defined } from '../../src/shared/defined.ts';

test('properties without a value are left out, and all others kept', () => {
  const absent: string | undefined = undefined;
  const properties: { a?: string; b: number; c: null; d: boolean } = defined({ a: absent, b: 0, c: null, d: false });
  assert.deepEqual(Object.entries(properties), [
    ['b', 0],
    ['c', null],
    ['d', false],
  ]);
});
