import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Comparison, compareToExisting, type UploadIdentity } from '../../../src/handler/events/identity.ts';
import { userMetadata } from '../../../src/handler/s3/user-metadata.ts';

const AT_TEN = new Date('2026-11-23T10:00:00Z');
const A_SECOND_LATER = new Date('2026-11-23T10:00:01Z');

/** An upload of one key. */
const identity = (fields: Partial<UploadIdentity> = {}): UploadIdentity => ({
  bucket: 'uploads',
  key: 'ä.jpg',
  ...fields,
});

const cases: [title: string, ours: UploadIdentity, theirs: UploadIdentity, expected: Comparison][] = [
  ['a greater sequencer', identity({ sequencer: '02' }), identity({ sequencer: '01' }), 'newer'],
  ['a smaller sequencer', identity({ sequencer: '01' }), identity({ sequencer: '02' }), 'older'],
  ['the same sequencer', identity({ sequencer: '02' }), identity({ sequencer: '020' }), 'same'],
  [
    'a smaller sequencer and a later time',
    identity({ sequencer: '01', lastModified: A_SECOND_LATER }),
    identity({ sequencer: '02', lastModified: AT_TEN }),
    'older',
  ],
  ['a later time', identity({ lastModified: A_SECOND_LATER }), identity({ lastModified: AT_TEN }), 'newer'],
  ['an earlier time', identity({ lastModified: AT_TEN }), identity({ lastModified: A_SECOND_LATER }), 'older'],
  [
    'a later time against a sequencer',
    identity({ lastModified: A_SECOND_LATER }),
    identity({ sequencer: '01', lastModified: AT_TEN }),
    'newer',
  ],
  ['the same version', identity({ versionId: 'v1' }), identity({ versionId: 'v1' }), 'same'],
  [
    'the same second',
    identity({ versionId: 'v2', lastModified: AT_TEN }),
    identity({ versionId: 'v1', lastModified: AT_TEN }),
    'unknown',
  ],
  ['nothing at all', identity(), identity(), 'unknown'],
  ['another key', identity({ sequencer: '02' }), identity({ key: 'ä', sequencer: '01' }), 'taken'],
  ['another key, too long to be kept', identity(), identity({ key: '漢'.repeat(300) }), 'taken'],
  [
    'the same long key',
    identity({ key: '漢'.repeat(300), sequencer: '02' }),
    identity({ key: '漢'.repeat(300), sequencer: '01' }),
    'newer',
  ],
];

for (const [title, ours, theirs, expected] of cases) {
  test(`${title} makes an upload ${expected}`, () => {
    assert.equal(compareToExisting(ours, userMetadata(theirs, {}, {}).metadata), expected);
  });
}

test('an object that does not say whose it is may be replaced', () => {
  assert.equal(compareToExisting(identity({ sequencer: '01' }), { author: 'Ada' }), 'newer');
});

test('a sequencer that S3 never wrote is not compared', () => {
  const metadata = { ...userMetadata(identity({ lastModified: AT_TEN }), {}, {}).metadata, sequencer: 'later' };
  assert.equal(compareToExisting(identity({ sequencer: '01', lastModified: A_SECOND_LATER }), metadata), 'newer');
});
