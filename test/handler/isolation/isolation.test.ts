import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { drawBmp, drawGif, drawJpeg, drawPng, drawWebp } from '../../pictures.ts';
import { startBuckets } from '../buckets.ts';
import { s3Event } from '../events.ts';
import { type HandlingOptions, record, startHandler } from '../handling.ts';
import { POISONS } from './poisoned-child.ts';

const SIZE = { width: 160, height: 80 };
const JPEG = await drawJpeg(SIZE);
const ENTRY = fileURLToPath(new URL('./poisoned-child.mjs', import.meta.url));
const FUNCTION = fileURLToPath(new URL('../../../src/handler/index.ts', import.meta.url));

async function startPoisoned(t: TestContext, options: Partial<HandlingOptions> = {}) {
  const buckets = await startBuckets(t);
  return { ...buckets, ...startHandler(t, { url: buckets.url, entry: ENTRY, ...options }) };
}

const images: [name: string, bytes: Buffer][] = [
  ['a.jpg', JPEG],
  ['a.png', await drawPng(SIZE)],
  ['a.gif', await drawGif(SIZE, 3, [50, 60, 70])],
  ['a.webp', await drawWebp(SIZE)],
  ['a.bmp', drawBmp(SIZE)],
];

test('a message that comes again makes the same image, in a process of its own', async (t) => {
  const [first, again] = [await startBuckets(t), await startBuckets(t)];
  for (const [buckets, receiveCount] of [
    [first, 1],
    [again, 2],
  ] as const) {
    const { handle } = startHandler(t, { url: buckets.url });
    const records = [];
    for (const [name, bytes] of images)
      records.push(record(name, s3Event(await buckets.upload(name, bytes)), receiveCount));
    assert.deepEqual(await handle(...records), []);
  }
  const keys = await first.processedKeys();
  assert.deepEqual(await again.processedKeys(), keys);
  assert.equal(keys.length, images.length);
  for (const key of keys) {
    const [one, other] = [await first.processed(key), await again.processed(key)];
    assert.deepEqual(await sharp(one.bytes).raw().toBuffer(), await sharp(other.bytes).raw().toBuffer(), key);
    assert.equal(one.bytes.length, other.bytes.length);
  }
});

test('the file of the function itself makes an image where it is started for one', async (t) => {
  const { url, upload, processedKeys } = await startBuckets(t);
  const { handle } = startHandler(t, { url, entry: FUNCTION });
  assert.deepEqual(await handle(record('1', s3Event(await upload('a.jpg', JPEG)), 2)), []);
  assert.deepEqual(await processedKeys(), ['processed/a.jpg']);
});

test('what is wrong with an image is told by its process as well', async (t) => {
  const { upload, handle, logged } = await startPoisoned(t);
  const cut = await upload('cut.jpg', JPEG.subarray(0, -100));
  const text = await upload('text.jpg', Buffer.from('This is no picture.'));
  assert.deepEqual(await handle(record('1', s3Event(cut), 2), record('2', s3Event(text), 2)), ['1', '2']);
  const codes = logged('ERROR').map(({ messageId, code }) => [messageId, code]);
  assert.deepEqual(codes.sort(), [
    ['1', 'CORRUPT'],
    ['2', 'NOT_AN_IMAGE'],
  ]);
});

const poisons: [what: keyof typeof POISONS, code: string, reason: RegExp, remaining?: number][] = [
  ['aborts', 'CRASHED', /its process ended with SIGABRT/],
  ['exits', 'CRASHED', /its process ended with exit status 0/],
  ['answers nonsense', 'CRASHED', /its process ended/],
  ['takes all memory', 'CRASHED', /bytes of memory for an image but it took more/],
  // Of fifteen seconds an image may take nine: what is left is enough for the others on a machine that is busy.
  ['never returns', 'TIMED_OUT', /to be made within 9 s/, 15_000],
];

for (const [what, code, reason, remaining] of poisons) {
  test(`a file whose decoder ${what} takes only its own process with it`, async (t) => {
    const { upload, handle, logged, processedKeys } = await startPoisoned(t, remaining ? { remaining } : {});
    const poisoned = record('poisoned', s3Event(await upload('poisoned.jpg', Buffer.alloc(POISONS[what], 1))), 2);
    const good = record('good', s3Event(await upload('good.jpg', JPEG)), 2);
    const fresh = record('fresh', s3Event(await upload('fresh.jpg', JPEG)));
    assert.deepEqual(await handle(good, poisoned, fresh), ['poisoned']);
    assert.deepEqual(await processedKeys(''), [
      'failed/poisoned.jpg.json',
      'processed/fresh.jpg',
      'processed/good.jpg',
    ]);
    const [error = {}] = logged('ERROR');
    assert.equal(error['code'], code);
    assert.match(String(error['reason']), reason);
  });
}

test('a process that is at work at the deadline is ended, and its message given back', async (t) => {
  const { upload, handle, logged, metrics } = await startPoisoned(t, { remaining: 4000 });
  // The first may take 2,400 ms of 4,000; the second is at work when they are over, however late the first began.
  const slow = record('slow', s3Event(await upload('slow.jpg', Buffer.alloc(POISONS['does not even read'], 1))), 3);
  const next = record('next', s3Event(await upload('next.jpg', Buffer.alloc(POISONS['does not even read'], 1))), 2);
  assert.deepEqual(await handle(slow, next), ['slow', 'next']);
  assert.deepEqual(
    logged('ERROR').map(({ messageId, code }) => [messageId, code]),
    [['slow', 'TIMED_OUT']],
  );
  assert.deepEqual(
    logged('WARN').map(({ messageId }) => messageId),
    ['next'],
  );
  assert.equal(metrics().length, 1);
  await sleep(50);
});
