import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hashOfKey, type UploadIdentity } from '../../../src/handler/events/identity.ts';
import { MAX_METADATA_BYTES, userMetadata } from '../../../src/handler/s3/user-metadata.ts';
import { codePoint } from '../../code-point.ts';

const SIZES = { 'original-size': '100', 'processed-size': '50' };
const IDENTITY: UploadIdentity = {
  bucket: 'uploads',
  key: 'a.jpg',
  sequencer: '0055AED6',
  versionId: 'v1',
  lastModified: new Date('2026-11-23T10:00:00Z'),
};
const FACTS = {
  ...SIZES,
  'original-bucket': 'uploads',
  sequencer: '0055AED6',
  'original-version-id': 'v1',
  'original-last-modified': '2026-11-23T10:00:00.000Z',
};

const metadataOf = (key: string, own: Record<string, string>) => userMetadata({ ...IDENTITY, key }, SIZES, own);

const sizeOf = (metadata: Record<string, string>): number =>
  Object.entries(metadata).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0);

test('the facts, the metadata of the upload and its percent-encoded key are all there', () => {
  assert.deepEqual(metadataOf('ä b/c+d.jpg', { author: 'Ada', mood: 'good' }), {
    metadata: { ...FACTS, author: 'Ada', mood: 'good', 'original-key': '%C3%A4%20b%2Fc%2Bd.jpg' },
    dropped: [],
  });
});

test('metadata of the upload cannot forge a fact', () => {
  const { metadata } = metadataOf('a', { 'original-size': '1', 'original-key': 'b', sequencer: 'FF' });
  assert.deepEqual(metadata, { ...FACTS, 'original-key': 'a' });
});

test('a value that is not printable US-ASCII is percent-encoded', () => {
  const { metadata } = metadataOf('a', { author: 'Zoë', note: 'two\nlines', title: '100% Ada' });
  assert.deepEqual([metadata['author'], metadata['note'], metadata['title']], ['Zo%C3%AB', 'two%0Alines', '100% Ada']);
});

test('no metadata of the upload can become an identity where the event had none', () => {
  const own = { sequencer: 'FF', 'original-version-id': 'v2', 'original-key-sha256': 'x', code: 'CORRUPT' };
  const { metadata } = userMetadata({ bucket: 'uploads', key: 'a' }, {}, own);
  assert.deepEqual(metadata, { 'original-bucket': 'uploads', 'original-key': 'a' });
});

test('where a key does not fit its hash takes its place, before any metadata of the upload', () => {
  const key = '漢'.repeat(300);
  const { metadata, dropped } = metadataOf(key, { author: 'Ada', long: 'x'.repeat(1900) });
  assert.deepEqual(metadata, { ...FACTS, 'original-key-sha256': hashOfKey(key), author: 'Ada' });
  assert.deepEqual(dropped, ['original-key', 'long']);
});

test('of metadata that fills the 2 KB by itself the longest is dropped', () => {
  const own = { long: 'x'.repeat(1900), author: 'Ada', note: 'y'.repeat(100) };
  const { metadata, dropped } = metadataOf('a.jpg', own);
  assert.deepEqual(metadata, { ...FACTS, author: 'Ada', note: own.note, 'original-key': 'a.jpg' });
  assert.deepEqual(dropped, ['long']);
});

test('whatever comes, the metadata fits, is printable and has the facts', () => {
  const own = fc.dictionary(
    fc.stringMatching(/^[a-z][a-z0-9-]{0,60}$/),
    fc.string({ unit: codePoint, maxLength: 900 }),
  );
  fc.assert(
    fc.property(fc.string({ unit: codePoint, minLength: 1, maxLength: 1024 }), own, (key, values) => {
      const { metadata } = metadataOf(key, values);
      assert.ok(sizeOf(metadata) <= MAX_METADATA_BYTES);
      assert.ok(Object.values(metadata).every((value) => /^[\x20-\x7e]*$/.test(value)));
      assert.deepEqual({ ...metadata, ...FACTS }, metadata);
      assert.ok('original-key' in metadata || 'original-key-sha256' in metadata);
    }),
  );
});
