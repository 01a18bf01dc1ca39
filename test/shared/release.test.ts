import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPrepareHere } from '../../src/handler/image/prepare.ts';
import { createDeadline } from '../../src/handler/settings/deadline.ts';
import { ownedBytes } from '../../src/shared/owned-bytes.ts';
import { release, releaseRead } from '../../src/shared/release.ts';
import { LIMITS } from '../handler/environment.ts';
import { OPTIONS } from '../handler/image/renderings.ts';
import { drawBmp } from '../pictures.ts';

test('released bytes are gone at once', () => {
  const bytes = Buffer.alloc(1_000_000, 1);
  release(bytes);
  assert.deepEqual([bytes.length, bytes.buffer.byteLength], [0, 0]);
});

test('what a socket has read is gone at once where it has its memory for itself', () => {
  const [own, pooled] = [Buffer.allocUnsafeSlow(100), Buffer.from('of the pool')];
  releaseRead(own);
  releaseRead(pooled);
  assert.deepEqual([own.length, pooled.length], [0, 11]);
});

test('bytes that share their memory with others are left alone', () => {
  const whole = Buffer.alloc(1_000_000, 1);
  release(whole.subarray(1));
  assert.equal(whole.length, 1_000_000);
  const pooled = Array.from({ length: 100 }, () => Buffer.from('of the pool that small buffers share'));
  for (const bytes of pooled) release(bytes);
  assert.ok(pooled.every((bytes) => bytes.length > 0));
});

test('the bytes of an upload are released when its rendition is made', async (t) => {
  const deadline = createDeadline(60_000);
  t.after(() => deadline.end());
  const bytes = drawBmp({ width: 400, height: 300 });
  const { render } = await createPrepareHere(LIMITS).prepare(ownedBytes(bytes), [OPTIONS], deadline);
  const [rendition] = await render();
  assert.ok(rendition);
  assert.deepEqual([rendition.width, rendition.height, bytes.length], [80, 60, 0]);
});
