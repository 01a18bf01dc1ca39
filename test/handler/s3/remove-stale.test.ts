import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ListObjectVersionsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { CLEAR, drawBmp, drawJpeg, QUARTERS } from '../../pictures.ts';
import { startBuckets } from '../buckets.ts';
import { s3Event } from '../events.ts';
import { startFaultyS3 } from '../faulty-s3.ts';
import { record, start, startHandler } from '../handling.ts';

const SIZE = { width: 40, height: 20 };
const BMP = drawBmp(SIZE);
const CLEAR_BMP = drawBmp(SIZE, { ...QUARTERS, topLeft: CLEAR });
const JPEG = await drawJpeg(SIZE);

test('a newer upload of another format takes the rendition of the older one away', async (t) => {
  const { upload, handle, processedKeys } = await start(t);
  const steps = [
    [BMP, 'processed/a.jpg'],
    [CLEAR_BMP, 'processed/a.png'],
    [JPEG, 'processed/a'],
    [BMP, 'processed/a.jpg'],
  ] as const;
  for (const [bytes, key] of steps) {
    assert.deepEqual(await handle(record('1', s3Event(await upload('a', bytes)))), []);
    assert.deepEqual(await processedKeys(''), [key]);
  }
});

test('an older upload that is late leaves nothing beside the rendition of the newer one', async (t) => {
  const { upload, handle, processedKeys } = await start(t);
  const [older, newer] = [await upload('a', BMP), await upload('a', JPEG)];
  for (const one of [newer, older, older]) assert.deepEqual(await handle(record('1', s3Event(one))), []);
  assert.deepEqual(await processedKeys(''), ['processed/a']);
});

test('a rendition goes with the next upload when another format is asked for', async (t) => {
  const buckets = await startBuckets(t);
  const [before, after] = (['original', 'webp'] as const).map((OUTPUT_FORMAT) =>
    startHandler(t, { url: buckets.url, environment: { OUTPUT_FORMAT } }),
  );
  const uploads = [await buckets.upload('a', JPEG), await buckets.upload('a', JPEG)];
  const [first, second] = uploads.map((one) => record('1', s3Event(one)));
  assert.ok(before && after && first && second);
  await before.handle(first);
  await after.handle(first); // of one upload none is stale
  assert.deepEqual(await buckets.processedKeys(''), ['processed/a', 'processed/a.webp']);
  await after.handle(second);
  assert.deepEqual(await buckets.processedKeys(''), ['processed/a.webp']);
});

test('what is of another key, or of nobody, stays', async (t) => {
  const { s3, upload, handle, processedKeys } = await start(t);
  await s3.send(new PutObjectCommand({ Bucket: 'processed', Key: 'processed/a.png', Body: 'put here by hand' }));
  await handle(record('1', s3Event(await upload('a.jpg', JPEG))));
  await handle(record('2', s3Event(await upload('a', JPEG))));
  assert.deepEqual(await processedKeys(''), ['processed/a', 'processed/a.jpg', 'processed/a.png']);
});

test('what is taken away stays in the bucket as a version', async (t) => {
  const { s3, upload, handle } = await start(t);
  for (const bytes of [BMP, JPEG]) await handle(record('1', s3Event(await upload('a', bytes))));
  const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: 'processed' }));
  assert.deepEqual(Versions.map(({ Key }) => Key).sort(), ['processed/a', 'processed/a.jpg']);
  assert.deepEqual(
    DeleteMarkers.map(({ Key }) => Key),
    ['processed/a.jpg'],
  );
});

for (const isIgnored of [true, false]) {
  test(`a foreign endpoint that ${isIgnored ? 'ignores' : 'keeps'} conditions of deletes is ${isIgnored ? 'named' : 'trusted'} at its first one`, async (t) => {
    const buckets = await startBuckets(t);
    let deletes = 0;
    const url = await startFaultyS3(t, buckets.url, ({ method }) => {
      if (method !== 'DELETE') return undefined;
      deletes++;
      return isIgnored ? 'ignored condition' : undefined;
    });
    const { handle, logged } = startHandler(t, { url, isCustomEndpoint: true });
    const ended = [];
    for (const bytes of [BMP, JPEG, BMP])
      ended.push(await handle(record('1', s3Event(await buckets.upload('a', bytes)))));
    assert.deepEqual(ended, isIgnored ? [[], ['1'], ['1']] : [[], [], []]);
    assert.deepEqual(
      logged('ERROR').map(({ code }) => code),
      isIgnored ? ['NO_CONDITIONAL_WRITES', 'NO_CONDITIONAL_WRITES'] : [],
    );
    assert.equal(deletes, isIgnored ? 1 : 3);
  });
}
