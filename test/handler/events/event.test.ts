import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type EventRecord, readEventRecords } from '../../../src/handler/events/event.ts';
import type { Upload } from '../../../src/handler/events/upload.ts';
import { eventBridgeEvent, inSns, s3Event, s3Record, TEST_EVENT } from '../events.ts';

const UPLOAD: Required<Upload> = {
  bucket: 'uploads',
  key: 'folder/a photo+ü.jpg',
  versionId: 'K8Q1gN2h',
  size: 12_345,
  eTag: 'd41d8cd98f00b204e9800998ecf8427e',
  sequencer: '0055AED6DCD90281E5',
  eventTime: Date.UTC(2026, 10, 23, 10),
};

const entriesOf = (body: string): EventRecord[] => readEventRecords(body, 'uploads');
const uploaded = (upload: Upload): EventRecord => ({ kind: 'upload', upload });
const ignored = (reason: string): EventRecord => ({ kind: 'ignored', reason });

const understood: [title: string, body: string, entries: EventRecord[]][] = [
  ['a notification of S3', s3Event(UPLOAD), [uploaded(UPLOAD)]],
  ['an event of EventBridge', eventBridgeEvent(UPLOAD), [uploaded(UPLOAD)]],
  ['a notification by way of SNS', inSns(s3Event(UPLOAD)), [uploaded(UPLOAD)]],
  ['an event of EventBridge by way of SNS', inSns(eventBridgeEvent(UPLOAD)), [uploaded(UPLOAD)]],
  ['a byte order mark', `\uFEFF${s3Event(UPLOAD)}`, [uploaded(UPLOAD)]],
  ['several records', s3Event(UPLOAD, { ...UPLOAD, key: 'b' }), [uploaded(UPLOAD), uploaded({ ...UPLOAD, key: 'b' })]],
  ['no records', '{"Records":[]}', []],
  [
    'no version, size, ETag or sequencer',
    s3Event({ bucket: 'uploads', key: 'a' }),
    [uploaded({ bucket: 'uploads', key: 'a' })],
  ],
  ['the test event of S3', TEST_EVENT, [ignored('s3:TestEvent')]],
  ['the test event by way of SNS', inSns(TEST_EVENT), [ignored('s3:TestEvent')]],
  [
    'a deletion',
    JSON.stringify({ Records: [s3Record(UPLOAD, 'ObjectRemoved:Delete')] }),
    [ignored('ObjectRemoved:Delete')],
  ],
  [
    'a restore',
    JSON.stringify({ Records: [s3Record(UPLOAD, 'ObjectRestore:Completed')] }),
    [ignored('ObjectRestore:Completed')],
  ],
  ['a deletion of EventBridge', eventBridgeEvent(UPLOAD, 'Object Deleted'), [ignored('Object Deleted')]],
  [
    'a multipart upload',
    JSON.stringify({ Records: [s3Record(UPLOAD, 'ObjectCreated:CompleteMultipartUpload')] }),
    [uploaded(UPLOAD)],
  ],
  [
    'a name with the prefix of configurations',
    JSON.stringify({ Records: [s3Record(UPLOAD, 's3:ObjectCreated:Put')] }),
    [uploaded(UPLOAD)],
  ],
];

for (const [title, body, entries] of understood) {
  test(`${title} is understood`, () => assert.deepEqual(entriesOf(body), entries));
}

const raw = (key: unknown, bucket = 'uploads'): string =>
  JSON.stringify({
    Records: [
      { eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', s3: { bucket: { name: bucket }, object: { key } } },
    ],
  });

const keys: [encoded: string, key: string][] = [
  ['a+b%2Bc', 'a b+c'],
  ['folder%2Fa', 'folder/a'],
  ['%C3%BC%F0%9F%90%B1', 'ü🐱'],
  ['100%25', '100%'],
  ['..%2F..%2Fa', '../../a'],
];

for (const [encoded, key] of keys) {
  test(`the key ${encoded} is read as ${key}`, () =>
    assert.deepEqual(entriesOf(raw(encoded)), [uploaded({ bucket: 'uploads', key })]));
}

test('a key of EventBridge is taken as it is', () => {
  const [entry] = entriesOf(eventBridgeEvent({ ...UPLOAD, key: 'a+b%20c%' }));
  assert.deepEqual(entry, uploaded({ ...UPLOAD, key: 'a+b%20c%' }));
});

const refused: [title: string, body: string, message: RegExp][] = [
  ['text', 'hello', /Expected JSON/],
  ['an empty body', '', /Expected JSON/],
  ['JSON that is no object', '[1]', /Expected a JSON object/],
  ['JSON of someone else', '{"order":17}', /Expected an S3 event/],
  ['records of someone else', '{"Records":[{"eventSource":"aws:sqs"}]}', /Expected aws:s3/],
  ['a record that is null', '{"Records":[null]}', /Expected aws:s3/],
  ['text by way of SNS', inSns('hello'), /Expected JSON/],
  ['a missing key', raw(undefined), /Expected a key/],
  ['an empty key', raw(''), /Expected a key/],
  ['a key that is a number', raw(7), /Expected a key/],
  ['a broken escape', raw('100%.jpg'), /Expected an encoded key but received "100%.jpg"/],
  ['an escape that is not UTF-8', raw('%FF'), /Expected an encoded key/],
  ['another bucket', raw('a', 'others'), /Expected an event of bucket uploads but received one of others/],
  ['another bucket by EventBridge', eventBridgeEvent({ ...UPLOAD, bucket: 'others' }), /received one of others/],
];

for (const [title, body, message] of refused) {
  test(`${title} is a bad event`, () => {
    const [entry, ...more] = entriesOf(body);
    assert.ok(entry?.kind === 'refused' && more.length === 0);
    assert.equal(entry.error.code, 'BAD_EVENT');
    assert.match(entry.error.message, message);
  });
}

test('a bad record does not hurt its neighbours', () => {
  const entries = entriesOf(JSON.stringify({ Records: [s3Record(UPLOAD), {}, s3Record({ ...UPLOAD, key: 'b' })] }));
  assert.deepEqual(
    entries.map(({ kind }) => kind),
    ['upload', 'refused', 'upload'],
  );
});

test('a bucket whose name is no text is refused beside its neighbours', () => {
  const record = { ...s3Record(UPLOAD), s3: { bucket: { name: { toString: null } }, object: { key: 'a' } } };
  const [refused, good] = entriesOf(JSON.stringify({ Records: [record, s3Record(UPLOAD)] }));
  assert.ok(refused?.kind === 'refused' && refused.error.code === 'BAD_EVENT');
  assert.match(refused.error.message, /received one of \{"toString":null\}/);
  assert.deepEqual(good, uploaded(UPLOAD));
});

test('any key survives its way through either kind of event', () => {
  const key = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => text.isWellFormed());
  fc.assert(
    fc.property(key, (text) => {
      const upload = { ...UPLOAD, key: text };
      assert.deepEqual(entriesOf(s3Event(upload)), [uploaded(upload)]);
      assert.deepEqual(entriesOf(eventBridgeEvent(upload)), [uploaded(upload)]);
    }),
  );
});

test('no body makes the parser throw', () => {
  const anything = fc.oneof(
    fc.string(),
    fc.json(),
    fc.record({ Records: fc.array(fc.anything()) }).map((value) => JSON.stringify(value)),
    fc
      .object({ key: fc.constantFrom('Records', 's3', 'object', 'bucket', 'key', 'name', 'detail', 'Type', 'Message') })
      .map((value) => JSON.stringify(value)),
  );
  fc.assert(fc.property(anything, (body) => entriesOf(body).every(({ kind }) => kind !== 'upload')));
});
