import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Comparison, compareToExisting, type UploadIdentity } from '../../../src/handler/s3/identity.ts';
import { userMetadata } from '../../../src/handler/s3/user-metadata.ts';

const AT_TEN = new Date('2026-11-23T10:00:00Z');
const A_SECOND_LATER = new Date('2026-11-23T10:00:01Z');

/** An upload of one key. */
const claim = (fields: Partial<UploadIdentity> = {}): UploadIdentity => ({
  bucket: 'uploads',
  key: 'ä.jpg',
  ...fields,
});

const cases: [title: string, ours: UploadIdentity, theirs: UploadIdentity, expected: Comparison][] = [
  ['a greater sequencer', claim({ sequencer: '02' }), claim({ sequencer: '01' }), 'newer'],
  ['a smaller sequencer', claim({ sequencer: '01' }), claim({ sequencer: '02' }), 'older'],
  ['the same sequencer', claim({ sequencer: '02' }), claim({ sequencer: '020' }), 'same'],
  [
    'a smaller sequencer and a later time',
    claim({ sequencer: '01', lastModified: A_SECOND_LATER }),
    claim({ sequencer: '02', lastModified: AT_TEN }),
    'older',
  ],
  ['a later time', claim({ lastModified: A_SECOND_LATER }), claim({ lastModified: AT_TEN }), 'newer'],
  ['an earlier time', claim({ lastModified: AT_TEN }), claim({ lastModified: A_SECOND_LATER }), 'older'],
  [
    'a later time against a sequencer',
    claim({ lastModified: A_SECOND_LATER }),
    claim({ sequencer: '01', lastModified: AT_TEN }),
    'newer',
  ],
  ['the same version', claim({ versionId: 'v1' }), claim({ versionId: 'v1' }), 'same'],
  [
    'the same second',
    claim({ versionId: 'v2', lastModified: AT_TEN }),
    claim({ versionId: 'v1', lastModified: AT_TEN }),
    'unknown',
  ],
  ['nothing at all', claim(), claim(), 'unknown'],
  ['another key', claim({ sequencer: '02' }), claim({ key: 'ä', sequencer: '01' }), 'taken'],
  ['another key, too long to be kept', claim(), claim({ key: '漢'.repeat(300) }), 'taken'],
  [
    'the same long key',
    claim({ key: '漢'.repeat(300), sequencer: '02' }),
    claim({ key: '漢'.repeat(300), sequencer: '01' }),
    'newer',
  ],
];

for (const [title, ours, theirs, expected] of cases) {
  test(`${title} makes an upload ${expected}`, () => {
    assert.equal(compareToExisting(ours, userMetadata(theirs, {}, {}).metadata), expected);
  });
}

test('an object that does not say whose it is may be replaced', () => {
  assert.equal(compareToExisting(claim({ sequencer: '01' }), { author: 'Ada' }), 'newer');
});

test('a sequencer that S3 never wrote is not compared', () => {
  const metadata = { ...userMetadata(claim({ lastModified: AT_TEN }), {}, {}).metadata, sequencer: 'later' };
  assert.equal(compareToExisting(claim({ sequencer: '01', lastModified: A_SECOND_LATER }), metadata), 'newer');
});
