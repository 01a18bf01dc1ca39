import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MAX_METADATA_BYTES, userMetadata } from '../../src/handler/user-metadata.ts';

const FACTS = { 'original-bucket': 'uploads', 'original-size': '100', 'processed-size': '50', sequencer: '0055AED6' };

const sizeOf = (metadata: Record<string, string>): number =>
  Object.entries(metadata).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0);

test('the facts, the metadata of the upload and its percent-encoded key are all there', () => {
  assert.deepEqual(userMetadata(FACTS, 'ä b/c+d.jpg', { author: 'Ada', mood: 'good' }), {
    metadata: { ...FACTS, author: 'Ada', mood: 'good', 'original-key': '%C3%A4%20b%2Fc%2Bd.jpg' },
    dropped: [],
  });
});

test('metadata of the upload cannot forge a fact', () => {
  const { metadata } = userMetadata(FACTS, 'a', { 'original-size': '1', 'original-key': 'b', sequencer: 'FF' });
  assert.deepEqual(metadata, { ...FACTS, 'original-key': 'a' });
});

test('a value that is not printable US-ASCII is percent-encoded', () => {
  const { metadata } = userMetadata(FACTS, 'a', { author: 'Zoë', note: 'two\nlines', title: '100% Ada' });
  assert.deepEqual([metadata['author'], metadata['note'], metadata['title']], ['Zo%C3%AB', 'two%0Alines', '100% Ada']);
});

test('a key that does not fit is dropped and said to be', () => {
  const { metadata, dropped } = userMetadata(FACTS, '漢'.repeat(300), { author: 'Ada' });
  assert.deepEqual(metadata, { ...FACTS, author: 'Ada' });
  assert.deepEqual(dropped, ['original-key']);
});

test('of metadata that fills the 2 KB by itself the longest is dropped', () => {
  const own = { long: 'x'.repeat(1900), author: 'Ada', note: 'y'.repeat(100) };
  const { metadata, dropped } = userMetadata(FACTS, 'a.jpg', own);
  assert.deepEqual(metadata, { ...FACTS, author: 'Ada', note: own.note, 'original-key': 'a.jpg' });
  assert.deepEqual(dropped, ['long']);
});

test('whatever comes, the metadata fits, is printable and has the facts', () => {
  const own = fc.dictionary(fc.stringMatching(/^[a-z][a-z0-9-]{0,60}$/), fc.string({ unit: 'binary', maxLength: 900 }));
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 1024 }), own, (key, values) => {
      const { metadata } = userMetadata(FACTS, key, values);
      assert.ok(sizeOf(metadata) <= MAX_METADATA_BYTES);
      assert.ok(Object.values(metadata).every((value) => /^[\x20-\x7e]*$/.test(value)));
      assert.deepEqual({ ...metadata, ...FACTS }, metadata);
    }),
  );
});
