import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { type TestContext, test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { PASSING_ERROR_CODES, PERMANENT_ERROR_CODES } from '../../../src/handler/errors/coded-errors.ts';
import type { Upload } from '../../../src/handler/events/upload.ts';
import type { FailureReport } from '../../../src/handler/s3/failure-report.ts';
import { drawJpeg } from '../../pictures.ts';
import { startBuckets } from '../buckets.ts';
import { s3Event } from '../events.ts';
import { s3Error, startFaultyS3 } from '../faulty-s3.ts';
import { record, start, startHandler } from '../handling.ts';

const TEXT = Buffer.from('This is no picture.');
const JPEG = await drawJpeg({ width: 160, height: 80 });
const FILE = new URL('../../../src/handler/s3/failure-report.schema.json', import.meta.url);
const SCHEMA = JSON.parse(await readFile(FILE, 'utf8'));
const isReport = new Ajv2020({ strict: true }).compile(SCHEMA);

async function reporting(t: TestContext) {
  const all = await start(t);
  return {
    ...all,
    async report(key: string) {
      const { bytes, contentType, metadata } = await all.processed(key);
      const report: FailureReport = JSON.parse(bytes.toString());
      assert.equal(isReport(report), true, JSON.stringify(isReport.errors));
      return { report, contentType, metadata };
    },
  };
}

test('the schema knows every code and no other', () => {
  assert.deepEqual(SCHEMA.properties.code.enum, [...PERMANENT_ERROR_CODES, ...PASSING_ERROR_CODES]);
});

test('a permanent error leaves a report that says what failed, where and why', async (t) => {
  const { upload, handle, report, processedKeys } = await reporting(t);
  const one = await upload('folder/ä b.jpg', TEXT);
  assert.deepEqual(await handle(record('message-7', s3Event(one))), ['message-7']);
  const { report: found, contentType, metadata } = await report('failed/folder/ä b.jpg.json');
  const { time, reason, ...rest } = found;
  assert.deepEqual(rest, {
    code: 'NOT_AN_IMAGE',
    mayPass: false,
    bucket: 'uploads',
    key: 'folder/ä b.jpg',
    versionId: one.versionId,
    size: TEXT.length,
    sequencer: one.sequencer,
    messageId: 'message-7',
  });
  assert.match(reason, /^Expected JPEG, PNG, GIF, WEBP or BMP but received/);
  assert.ok(Math.abs(Date.parse(time) - Date.now()) < 60_000);
  assert.equal(contentType, 'application/json');
  assert.deepEqual([metadata['code'], metadata['sequencer']], ['NOT_AN_IMAGE', one.sequencer]);
  assert.deepEqual(await processedKeys(), []);
});

test('the report on a long key has a key that S3 takes, and another one for another key', async (t) => {
  const { upload, handle, report, processedKeys } = await reporting(t);
  const keys = [`${'ü'.repeat(511)}a`, `${'ü'.repeat(511)}b`];
  for (const key of keys) await handle(record('1', s3Event(await upload(key, TEXT))));
  const reports = await processedKeys('failed/');
  assert.equal(reports.length, 2);
  for (const key of reports) {
    assert.ok(Buffer.byteLength(key) <= 1024);
    assert.match(key, /^failed\/ü+~[0-9a-f]{64}\.json$/);
    assert.ok(keys.includes((await report(key)).report.key));
  }
});

for (const isNewerFirst of [true, false]) {
  test(`the report on the newest upload stays when it comes ${isNewerFirst ? 'first' : 'last'}`, async (t) => {
    const { upload, handle, report } = await reporting(t);
    const older = await upload('a.jpg', TEXT);
    const newer = await upload('a.jpg', JPEG.subarray(0, -100));
    const uploads: Upload[] = isNewerFirst ? [newer, older] : [older, newer];
    for (const one of uploads) await handle(record('1', s3Event(one)));
    assert.deepEqual((await report('failed/a.jpg.json')).report.code, 'CORRUPT');
  });
}

test('a message that fails three times leaves one report and three errors', async (t) => {
  const { upload, handle, report, logged } = await reporting(t);
  const body = s3Event(await upload('a.jpg', TEXT));
  const versions = [];
  for (const receiveCount of [1, 2, 3]) {
    await handle(record('1', body, receiveCount));
    versions.push((await report('failed/a.jpg.json')).report.time);
  }
  assert.equal(new Set(versions).size, 1);
  assert.equal(logged('ERROR').length, 3);
});

/** A handler whose reads of uploads fail with 403, as those of a deleted version do, until they are let. */
async function startDenied(t: TestContext) {
  const buckets = await startBuckets(t);
  let isDenied = true;
  const url = await startFaultyS3(t, buckets.url, ({ method }) =>
    isDenied && method === 'GET' ? s3Error(403, 'AccessDenied') : undefined,
  );
  const handler = startHandler(t, { url });
  return {
    ...buckets,
    ...handler,
    let: () => {
      isDenied = false;
    },
  };
}

test('a passing error leaves a report at the last try, which says that it may pass, and a redrive takes it away', async (t) => {
  const { upload, handle, processed, processedKeys, let: allow } = await startDenied(t);
  const body = s3Event(await upload('a.jpg', JPEG));
  for (const receiveCount of [1, 2]) {
    await handle(record('1', body, receiveCount));
    assert.deepEqual(await processedKeys(''), []);
  }
  assert.deepEqual(await handle(record('1', body, 3)), ['1']);
  const report: FailureReport = JSON.parse((await processed('failed/a.jpg.json')).bytes.toString());
  assert.equal(isReport(report), true, JSON.stringify(isReport.errors));
  assert.deepEqual([report.code, report.mayPass, report.messageId], ['ACCESS_DENIED', true, '1']);
  allow();
  assert.deepEqual(await handle(record('redriven', body)), []);
  assert.deepEqual(await processedKeys(''), ['processed/a.jpg']);
});

test('the image of a newer upload takes the report on an older one away', async (t) => {
  const { upload, handle, processedKeys } = await reporting(t);
  await handle(record('1', s3Event(await upload('a.jpg', TEXT))));
  assert.deepEqual(await processedKeys(''), ['failed/a.jpg.json']);
  await handle(record('2', s3Event(await upload('a.jpg', JPEG))));
  assert.deepEqual(await processedKeys(''), ['processed/a.jpg']);
});

test('the image of an older upload leaves the report on a newer one', async (t) => {
  const { upload, handle, processedKeys } = await reporting(t);
  const older = await upload('a.jpg', JPEG);
  const newer = await upload('a.jpg', TEXT);
  assert.deepEqual(await handle(record('1', s3Event(newer))), ['1']);
  assert.deepEqual(await handle(record('2', s3Event(older))), []);
  assert.deepEqual(await processedKeys(''), ['failed/a.jpg.json', 'processed/a.jpg']);
});

test('what is refused is done, without a report, where a newer upload has its image already', async (t) => {
  const { upload, handle, processedKeys, logged } = await reporting(t);
  const older = await upload('a.jpg', TEXT);
  const newer = await upload('a.jpg', JPEG);
  assert.deepEqual(await handle(record('1', s3Event(newer))), []);
  assert.deepEqual(await handle(record('2', s3Event(older))), []);
  assert.deepEqual(await processedKeys(''), ['processed/a.jpg']);
  assert.equal(logged('ERROR')[0]?.['code'], 'NOT_AN_IMAGE');
});

test('an event without a key leaves no report', async (t) => {
  const { handle, processedKeys } = await reporting(t);
  assert.deepEqual(await handle(record('1', 'hello')), ['1']);
  assert.deepEqual(await processedKeys('failed/'), []);
});

test('a report that cannot be written is logged and does not hide the failure', async (t) => {
  const { upload, url } = await start(t);
  const { handle, logged } = startHandler(t, { url, environment: { PROCESSED_BUCKET: 'nowhere' } });
  assert.deepEqual(await handle(record('1', s3Event(await upload('a.jpg', TEXT)))), ['1']);
  assert.equal(logged('ERROR')[0]?.['code'], 'NOT_AN_IMAGE');
  assert.deepEqual(logged('WARN')[0]?.['reportCode'], 'NO_BUCKET');
});

test('a folder that the console makes is no failure', async (t) => {
  const { upload, handle, processedKeys, logged, metrics } = await reporting(t);
  assert.deepEqual(await handle(record('1', s3Event(await upload('folder/', Buffer.alloc(0))))), []);
  assert.deepEqual([await processedKeys(''), metrics(), logged('ERROR')], [[], [], []]);
  assert.equal(logged('INFO')[0]?.['message'], 'Ignored a folder');
});
