import assert from 'node:assert/strict';
import { randomFillSync } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { createDeadline } from '../../../src/handler/settings/deadline.ts';
import { isBefore } from '../../ordering.ts';
import { drawJpeg } from '../../pictures.ts';
import { startBuckets } from '../buckets.ts';
import { s3Event } from '../events.ts';
import { startFaultyS3 } from '../faulty-s3.ts';
import { record, startHandler } from '../handling.ts';

const JPEG = await drawJpeg({ width: 160, height: 80 });

test('of a long invocation a few seconds are kept, of a short one a share', () => {
  for (const [remaining, mayStart] of [
    [50_000, true],
    [100, true],
    [0, false],
  ] as const) {
    const deadline = createDeadline(remaining);
    assert.equal(deadline.mayStart(), mayStart);
    deadline.end();
  }
});

test('images may start in the first half and run until a fifth is left', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let now = 0;
  t.mock.method(performance, 'now', () => now);
  const pass = (milliseconds: number): void => {
    now += milliseconds;
    t.mock.timers.tick(milliseconds);
  };
  const deadline = createDeadline(1500);
  pass(749);
  assert.deepEqual([deadline.mayStart(), deadline.signal.aborted], [true, false]);
  pass(1);
  assert.deepEqual([deadline.mayStart(), deadline.signal.aborted], [false, false]);
  pass(449);
  assert.equal(deadline.signal.aborted, false);
  pass(1);
  assert.deepEqual([deadline.signal.aborted, deadline.lastSignal.aborted], [true, false]);
  pass(225);
  assert.equal(deadline.lastSignal.aborted, true);
  deadline.end();
});

/**
 * Handlers with `remaining` milliseconds an invocation, whose S3 takes `milliseconds` for each read. What is tested is the
 * order of timers and of reads: how long the handler itself takes between them is left wide.
 */
async function startSlow(t: TestContext, milliseconds: number, remaining: number) {
  const buckets = await startBuckets(t);
  let isSlow = true;
  let writes = 0;
  let reads = 0;
  const url = await startFaultyS3(t, buckets.url, ({ method }) => {
    if (method === 'PUT') writes++;
    if (method === 'GET') reads++;
    return isSlow && method === 'GET' ? { milliseconds } : undefined;
  });
  const options = { url, remaining, inProcess: true };
  return {
    ...buckets,
    ...startHandler(t, options),
    writes: () => writes,
    reads: () => reads,
    hurry: () => {
      isSlow = false;
      options.remaining = 50_000;
    },
  };
}

test('what runs at the deadline is given back in time, without an error, a metric or a late write', async (t) => {
  const { upload, handle, logged, metrics, processedKeys, writes } = await startSlow(t, 6000, 5000);
  const event = s3Event(await upload('a.jpg', JPEG));
  // The deadline is at 4,000.
  const { isBefore: isInTime, result } = await isBefore(5000, () => handle(record('1', event)));
  assert.deepEqual([result, isInTime], [['1'], true]);
  await sleep(2500);
  assert.deepEqual([logged('ERROR'), metrics(), await processedKeys(''), writes()], [[], [], [], 0]);
  assert.equal(logged('WARN')[0]?.['message'], 'Gave back a message for want of time');
});

test('what is given back at its last try has failed, and gets a report in the time that is left', async (t) => {
  const { upload, handle, logged, metrics, processed, processedKeys } = await startSlow(t, 11_000, 10_000);
  const records = [];
  // Four are at work at the deadline, one has not been started.
  for (let at = 0; at < 5; at++) records.push(record(`${at}`, s3Event(await upload(`${at}.jpg`, JPEG)), 3));
  assert.equal((await handle(...records)).length, 5);
  assert.equal((await processedKeys('failed/')).length, 5);
  const report = JSON.parse((await processed('failed/4.jpg.json')).bytes.toString());
  assert.deepEqual([report.code, report.mayPass], ['TOO_SLOW', true]);
  assert.deepEqual([logged('ERROR').length, metrics().length], [5, 5]);
});

test('the next invocation of the same environment works after one was cut short', async (t) => {
  const { upload, handle, hurry, processedKeys } = await startSlow(t, 2000, 400);
  const keys = ['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg', 'e.jpg'];
  const events = [];
  for (const key of keys) events.push(s3Event(await upload(key, JPEG)));
  assert.equal((await handle(...events.map((event, at) => record(`${at}`, event)))).length, 5);
  hurry();
  assert.deepEqual(await handle(...events.map((event, at) => record(`${at}`, event))), []);
  assert.equal((await processedKeys()).length, 5);
});

test('who has been received more often is served first', async (t) => {
  // Reads of 4.1 s: only the first six are started in the half of eight seconds in which images are; the rest of the time,
  // until 6.5 s, is for making them.
  const { upload, handle, reads } = await startSlow(t, 4100, 8000);
  const records = [];
  for (const receiveCount of [1, 1, 1, 1, 2, 3, 2, 2, 2, 2]) {
    const one = await upload(`${records.length}.jpg`, JPEG);
    records.push(record(one.key, s3Event(one), receiveCount));
  }
  assert.deepEqual(await handle(...records), ['0.jpg', '1.jpg', '2.jpg', '3.jpg']);
  assert.equal(reads(), 6, 'what cannot be finished is not begun');
});

test('a batch of ten in a function that is too slow for it makes progress at each try, and none is lost', async (t) => {
  // Six reads of 4.1 s at a time: six of the ten are started in the half of 8 s in which images are.
  const { upload, handle, processedKeys } = await startSlow(t, 4100, 8000);
  let left = [];
  for (let at = 0; at < 10; at++) left.push(await upload(`${at}.jpg`, JPEG));
  const done: number[] = [];
  for (const receiveCount of [1, 2, 3]) {
    const back: Set<string> = new Set(await handle(...left.map((one) => record(one.key, s3Event(one), receiveCount))));
    left = left.filter(({ key }) => back.has(key));
    done.push((await processedKeys()).length);
  }
  assert.ok((done[0] ?? 0) >= 2 && (done[0] ?? 0) < 10 && (done[1] ?? 0) > (done[0] ?? 0), `${done}`);
  assert.equal(done[2], 10, `${done}`);
});

test('a decoder that is at work at the deadline is not waited for, and writes nothing later', async (t) => {
  // 21 megapixels in 130 frames: 0.7 s of work at least.
  const pixels = randomFillSync(Buffer.alloc(400 * 400 * 130 * 3));
  const raw = { width: 400, height: 400 * 130, channels: 3 as const, pageHeight: 400 };
  const slow = await sharp(pixels, { raw }).webp({ effort: 0, quality: 20 }).toBuffer();
  // Its deadline is in the midst of the work on one machine or another, and at one load or another.
  for (const remaining of [600, 1200, 2400, 4800]) {
    const buckets = await startBuckets(t);
    const { context, handle, logged, metrics } = startHandler(t, { url: buckets.url, remaining });
    const { here } = context;
    const event = s3Event(await buckets.upload('slow.webp', slow));
    const back = await handle(record('1', event));
    const wasAtWork = here.isStuck();
    while (here.isStuck()) await sleep(20);
    if (!wasAtWork) continue;
    // The batch was answered while the decoder was still at work.
    assert.deepEqual(back, ['1']);
    await sleep(100);
    assert.deepEqual([await buckets.processedKeys(''), logged('ERROR'), metrics()], [[], [], []]);
    return;
  }
  assert.fail('Expected a deadline while the decoder is at work');
});
