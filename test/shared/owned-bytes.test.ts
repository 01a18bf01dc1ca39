import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ownedBytes } from '../../src/shared/owned-bytes.ts';

const bytes = (): Buffer => Buffer.alloc(1_000_000, 1);

test('bytes that were handed over can be used by their new owner alone', () => {
  const first = ownedBytes(bytes());
  assert.equal(first.read().length, 1_000_000);
  const second = first.take();
  const error = { message: 'Expected bytes that are still owned but received some that were handed over' };
  assert.throws(() => first.read(), error);
  assert.throws(() => first.take(), error);
  first.free();
  assert.equal(second.read().length, 1_000_000);
});

test('bytes that were freed have no memory and cannot be used', () => {
  const memory = bytes();
  const owned = ownedBytes(memory);
  owned.free();
  assert.equal(memory.length, 0);
  const error = { message: 'Expected bytes that are still owned but received some that were freed' };
  assert.throws(() => owned.read(), error);
  assert.throws(() => owned.take(), error);
  owned.free();
});
