import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { insertPngChunk } from '../../../src/handler/formats/insert.ts';
import {
  CLEAR,
  drawAnimatedWebp,
  drawBmp,
  drawGif,
  drawJpeg,
  drawPng,
  drawUltraHdr,
  drawWebp,
  QUARTERS,
} from '../../pictures.ts';
import { assertEmbeddedMetrics } from '../embedded-metrics.ts';
import { eventBridgeEvent, inSns, s3Event, s3Record, TEST_EVENT } from '../events.ts';
import { record, start } from '../handling.ts';
import { assertQuarters } from '../image/renderings.ts';

const SIZE = { width: 160, height: 80 };
const JPEG = await drawJpeg(SIZE);
const TEXT = Buffer.from('This is no picture.');

const formats = [
  { name: 'a.jpg', bytes: JPEG, key: 'processed/a.jpg', contentType: 'image/jpeg' },
  {
    name: 'a.png',
    bytes: await drawPng(SIZE, { ...QUARTERS, topRight: CLEAR }),
    key: 'processed/a.png',
    contentType: 'image/png',
    topRight: CLEAR,
  },
  {
    name: 'a.gif',
    bytes: await drawGif(SIZE, 3, [50, 60, 70]),
    key: 'processed/a.gif',
    contentType: 'image/gif',
    pages: 3,
  },
  { name: 'a.webp', bytes: await drawWebp(SIZE), key: 'processed/a.webp', contentType: 'image/webp' },
  {
    name: 'b.webp',
    bytes: await drawAnimatedWebp(SIZE, 3, [50, 60, 70]),
    key: 'processed/b.webp',
    contentType: 'image/webp',
    pages: 3,
  },
  { name: 'a.bmp', bytes: drawBmp(SIZE), key: 'processed/a.bmp.jpg', contentType: 'image/jpeg' },
  {
    name: 'b.bmp',
    bytes: drawBmp(SIZE, { ...QUARTERS, topRight: CLEAR }),
    key: 'processed/b.bmp.png',
    contentType: 'image/png',
    topRight: CLEAR,
  },
  { name: 'without-a-name', bytes: JPEG, key: 'processed/without-a-name', contentType: 'image/jpeg' },
];

test('a batch of all formats ends in processed objects with their names, content types, metadata and pixels', async (t) => {
  const { upload, handle, processed, processedKeys, metrics, logged } = await start(t);
  const uploads = await Promise.all(formats.map(({ name, bytes }) => upload(name, bytes, { author: 'Ada' })));
  assert.deepEqual(await handle(...uploads.map((one) => record(one.key, s3Event(one)))), []);
  assert.deepEqual(await processedKeys(), formats.map(({ key }) => key).sort());
  for (const [index, { name, key, bytes, contentType, topRight, pages }] of formats.entries()) {
    const object = await processed(key);
    assert.equal(object.contentType, contentType, name);
    assert.deepEqual(object.metadata, {
      author: 'Ada',
      'original-bucket': 'uploads',
      'original-key': name,
      'original-size': String(bytes.length),
      'processed-size': String(object.bytes.length),
      sequencer: uploads[index]?.sequencer,
      'original-version-id': uploads[index]?.versionId,
      'original-last-modified': object.metadata['original-last-modified'],
    });
    assert.ok(Math.abs(Date.parse(object.metadata['original-last-modified'] ?? '') - Date.now()) < 60_000);
    await assertQuarters(object.bytes, topRight ? { topRight } : {});
    assert.equal((await sharp(object.bytes, { pages: -1 }).metadata()).pages, pages, name);
  }
  assert.equal(metrics().length, formats.length);
  assert.equal(logged('ERROR').length, 0);
});

test('every kind of event leads to the object, whatever its key', async (t) => {
  const { upload, handle, processedKeys } = await start(t);
  const keys = [
    'a b+c.jpg',
    'ü/漢字🐱.jpg',
    '100%.jpg',
    '../up/./down.jpg',
    'a//b.jpg',
    'quote\'"<&>.jpg',
    '?x=1#y.jpg',
  ];
  const uploads = await Promise.all(keys.map((key) => upload(key, JPEG)));
  for (const wrap of [s3Event, eventBridgeEvent, (one: (typeof uploads)[number]) => inSns(s3Event(one))]) {
    assert.deepEqual(await handle(...uploads.map((one) => record(one.key, wrap(one)))), []);
  }
  assert.deepEqual((await processedKeys()).sort(), keys.map((key) => `processed/${key}`).sort());
});

test('events that tell of no new object are done', async (t) => {
  const { upload, handle, processedKeys, metrics, logged } = await start(t);
  const removed = JSON.stringify({ Records: [s3Record(await upload('a.jpg', JPEG), 'ObjectRemoved:Delete')] });
  assert.deepEqual(await handle(record('1', TEST_EVENT), record('2', removed), record('3', '{"Records":[]}')), []);
  assert.deepEqual([await processedKeys(), metrics()], [[], []]);
  assert.equal(logged('INFO').length, 2);
  assert.equal(logged('WARN').length, 1);
});

test('of a batch only the records that failed come back, each with its code', async (t) => {
  const { s3: _, upload, handle, processedKeys, metrics, logged } = await start(t);
  const good = await upload('good.jpg', JPEG);
  const failures = [
    [record('text', s3Event(await upload('text.jpg', TEXT))), 'NOT_AN_IMAGE'],
    [record('cut', s3Event(await upload('cut.jpg', JPEG.subarray(0, -100)))), 'CORRUPT'],
    [record('empty', s3Event(await upload('empty.jpg', Buffer.alloc(0)))), 'EMPTY'],
    [record('large', s3Event({ ...good, key: 'large.jpg', size: 52_428_801 })), 'TOO_MANY_BYTES'],
    [record('long', s3Event(await upload('x'.repeat(1015), JPEG))), 'KEY_TOO_LONG'],
    [record('gone', s3Event({ ...good, key: 'gone.jpg', versionId: undefined as never })), 'NOT_FOUND'],
    [record('other', s3Event({ ...good, bucket: 'others' })), 'BAD_EVENT'],
    [record('nonsense', 'hello'), 'BAD_EVENT'],
  ] as const;
  const records = failures.map(([one]) => one);
  assert.deepEqual(
    await handle(...records.slice(0, 4), record('good', s3Event(good)), ...records.slice(4)),
    records.map(({ messageId }) => messageId),
  );
  assert.deepEqual(await processedKeys(), ['processed/good.jpg']);

  const codes = Object.fromEntries(logged('ERROR').map(({ messageId, code }) => [messageId, code]));
  assert.deepEqual(codes, Object.fromEntries(failures.map(([{ messageId }, code]) => [messageId, code])));
  const counted = metrics().map((line) => [
    line['messageId'],
    line['ProcessedImages'],
    line['FailedImages'],
    line['code'],
  ]);
  assert.deepEqual(
    counted.sort(),
    [['good', 1, 0, undefined], ...failures.map(([{ messageId }, code]) => [messageId, 0, 1, code])].sort(),
  );
});

test('a record fails for one of its images, after all others were processed', async (t) => {
  const { upload, handle, processedKeys } = await start(t);
  const [a, text, b] = await Promise.all([upload('a.jpg', JPEG), upload('text.jpg', TEXT), upload('b.jpg', JPEG)]);
  assert.deepEqual(await handle(record('1', s3Event(a, text, b))), ['1']);
  assert.deepEqual(await processedKeys(), ['processed/a.jpg', 'processed/b.jpg']);
});

test('the version that the event tells of is read, also when there is a newer one', async (t) => {
  const { upload, handle, processed } = await start(t);
  const older = await upload('a.jpg', JPEG);
  await upload('a.jpg', TEXT);
  assert.deepEqual(await handle(record('1', s3Event(older))), []);
  await assertQuarters((await processed('processed/a.jpg')).bytes);
});

test('an event without version and size leads to the current object', async (t) => {
  const { upload, handle, processed } = await start(t);
  await upload('a.jpg', JPEG);
  assert.deepEqual(await handle(record('1', s3Event({ bucket: 'uploads', key: 'a.jpg' }))), []);
  assert.equal((await processed('processed/a.jpg')).metadata['sequencer'], undefined);
});

test('an upload larger than its event said is refused before it is read', async (t) => {
  const { upload, handle, logged } = await start(t);
  const large = await upload('large.jpg', Buffer.alloc(52_428_801));
  assert.deepEqual(await handle(record('1', s3Event({ ...large, size: 100 }))), ['1']);
  assert.equal(logged('ERROR')[0]?.['code'], 'TOO_MANY_BYTES');
});

test('metadata that fills the 2 KB of S3 does not make the put fail', async (t) => {
  const { upload, handle, processed, logged } = await start(t);
  const one = await upload('a.jpg', JPEG, { long: 'x'.repeat(2000), author: 'Ada' });
  assert.deepEqual(await handle(record('1', s3Event(one))), []);
  const { metadata } = await processed('processed/a.jpg');
  assert.deepEqual([metadata['author'], metadata['long'], metadata['original-key']], ['Ada', undefined, 'a.jpg']);
  assert.deepEqual(logged('WARN')[0]?.['dropped'], ['long']);
});

test('where only the first frame is kept, the metadata says how many there were', async (t) => {
  const { upload, handle, processed } = await start(t, { OUTPUT_FORMAT: 'jpeg' });
  const one = await upload('a.gif', await drawGif(SIZE, 3, [50, 50, 50]));
  assert.deepEqual(await handle(record('1', s3Event(one))), []);
  const { contentType, metadata } = await processed('processed/a.gif.jpg');
  assert.deepEqual([contentType, metadata['original-frames']], ['image/jpeg', '3']);
});

test('where frames are left out, the metadata says how many there were, and the log what would keep them', async (t) => {
  const { upload, handle, processed, logged } = await start(t, { FUNCTION_TIMEOUT: '3' });
  const one = await upload('a.gif', await drawGif({ width: 320, height: 160 }, 120, Array<number>(120).fill(50)));
  assert.deepEqual(await handle(record('1', s3Event(one))), []);
  const { bytes, metadata } = await processed('processed/a.gif');
  const { pages = 0, delay = [] } = await sharp(bytes, { pages: -1 }).metadata();
  assert.equal(
    delay.reduce((sum, milliseconds) => sum + milliseconds, 0),
    120 * 50,
  );
  const [line] = logged('WARN');
  assert.deepEqual([metadata['original-frames'], Object(line?.['from']).frames, line?.['kept']], ['120', 120, pages]);
  assert.ok(pages > 1 && pages < 120);
  assert.match(String(line?.['reason']), /: raise MemorySize from 512 to \d+$/);
});

test('a gain map and an animation that are left out are named in the metadata and in the log', async (t) => {
  const { upload, handle, processed, logged } = await start(t);
  const ultraHdr = await drawUltraHdr(SIZE);
  const png = await drawPng(SIZE);
  // Of an animation of 7 frames: https://www.w3.org/TR/png-3/#acTL-chunk
  const animated = insertPngChunk(png, 'acTL', Buffer.from([0, 0, 0, 7, 0, 0, 0, 0]));
  for (const [name, bytes, leftOut, frames] of [
    ['a.jpg', ultraHdr, 'gain-map', undefined],
    ['a.png', animated, 'animation', '7'],
    ['b.jpg', JPEG, undefined, undefined],
  ] as const) {
    assert.deepEqual(await handle(record(name, s3Event(await upload(name, bytes)))), []);
    const { metadata } = await processed(`processed/${name}`);
    assert.deepEqual([metadata['left-out'], metadata['original-frames']], [leftOut, frames]);
    const lines = logged('INFO').filter(({ message, key }) => key === name && /^Left out/.test(String(message)));
    assert.deepEqual(
      lines.map((line) => line['leftOut']),
      leftOut === undefined ? [] : [leftOut],
    );
  }
});

test('where they are to be refused, an animation above the limits is a dead letter', async (t) => {
  const { upload, handle, logged } = await start(t, { FUNCTION_TIMEOUT: '2', ANIMATION_OVER_LIMIT: 'refuse' });
  const one = await upload('a.gif', await drawGif({ width: 320, height: 160 }, 120, Array<number>(120).fill(50)));
  assert.deepEqual(await handle(record('1', s3Event(one))), ['1']);
  assert.equal(logged('ERROR')[0]?.['code'], 'TOO_MANY_FRAMES');
});

test('every line says which image of which message it is about, and none holds the event', async (t) => {
  const { upload, handle, metrics, logged } = await start(t);
  const one = await upload('a.jpg', JPEG);
  await handle(record('1', s3Event(one)));
  const [metric = {}] = metrics();
  assertEmbeddedMetrics(metric);
  const [info = {}] = logged('INFO');
  for (const line of [info, metric]) {
    const { requestId, messageId, receiveCount, key, versionId } = line;
    assert.deepEqual([requestId, messageId, receiveCount, key, versionId], ['request', '1', 1, 'a.jpg', one.versionId]);
    assert.doesNotMatch(JSON.stringify(line), /sourceIPAddress|principalId/);
  }
  assert.deepEqual([metric['BytesIn'], metric['format']], [JPEG.length, 'jpeg']);
  assert.equal(metric['BytesOut'], (info['to'] as { bytes: number }).bytes);
});

test('how long somebody waited is told of the image that was written, not of its duplicate or of an event from long ago', async (t) => {
  const { upload, handle, metrics } = await start(t);
  const eventTime = Date.now() - 60_000;
  const one = { ...(await upload('a.jpg', JPEG)), eventTime };
  await handle(record('1', s3Event(one)));
  await handle({
    ...record('2', s3Event(one)),
    attributes: { ...record('2', '').attributes, ApproximateReceiveCount: '2' },
  });
  await handle(record('3', s3Event({ ...(await upload('b.jpg', JPEG)), eventTime: Date.now() - 15 * 86_400_000 })));
  const [first, duplicate, old] = metrics().map((line) => line['Latency']);
  assert.ok(typeof first === 'number' && first >= 60_000 && first < 120_000, String(first));
  assert.deepEqual([duplicate, old], [undefined, undefined]);
});

test('metrics are written whatever the log level', async (t) => {
  const { upload, handle, metrics, logged } = await start(t, { LOG_LEVEL: 'ERROR' });
  await handle(record('1', s3Event(await upload('a.jpg', JPEG))));
  assert.deepEqual([metrics().length, logged('INFO').length, logged('DEBUG').length], [1, 0, 0]);
});

test('a processed bucket that is not there is an error that may pass', async (t) => {
  const { upload, handle, logged } = await start(t, { PROCESSED_BUCKET: 'nowhere' });
  assert.deepEqual(await handle(record('1', s3Event(await upload('a.jpg', JPEG)))), ['1']);
  assert.deepEqual([logged('ERROR')[0]?.['code'], logged('ERROR')[0]?.['error']], ['NO_BUCKET', 'PassingError']);
});
