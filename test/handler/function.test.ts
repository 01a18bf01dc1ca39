import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { FEWER_COLLECTIONS } from '../../src/handler/function.ts';

test('V8 knows the setting of its heap', () => {
  const { stderr } = spawnSync(process.execPath, [FEWER_COLLECTIONS, '--eval', ''], { encoding: 'utf8' });
  assert.equal(stderr, '');
});
