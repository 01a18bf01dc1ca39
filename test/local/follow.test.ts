import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DeadLetter } from '../../src/local/dead-letters.ts';
import { type FollowOptions, followToTheEnd } from '../../src/local/follow.ts';
import { type Ending, placeOf } from '../../src/local/report/ending.ts';
import type { ProcessedObject } from '../../src/local/services/processed-objects.ts';

const ending = (key: string): Ending => ({
  input: { file: key, key, size: 1 },
  versionId: `${key}-2`,
  processed: [],
  tries: 0,
});

const object = (key: string, metadata: Record<string, string>): ProcessedObject => ({
  key,
  versionId: '1',
  size: 1,
  contentType: 'image/png',
  metadata: { 'original-bucket': 'uploads', ...metadata },
});

const letter = (key: string, versionId: string): DeadLetter => ({
  messageId: `m-${key}`,
  objects: [{ key, versionId }],
});

/** Follows with what is found in the two places at each look; nothing after that. */
async function follow(
  keys: string[],
  looks: { processed?: ProcessedObject[]; dead?: DeadLetter[]; left?: number }[],
  options: Partial<FollowOptions> = {},
) {
  const endings = keys.map(ending);
  const told: string[] = [];
  let look = -1;
  const { unrelated } = await followToTheEnd({
    endings,
    uploadBucket: 'uploads',
    messagesLeft: async () => looks[++look]?.left ?? 0,
    newProcessed: async () => looks[look]?.processed ?? [],
    deadLetters: { poll: async () => looks[look]?.dead ?? [], giveBack: async () => undefined },
    explain: () => undefined,
    isUploading: () => false,
    ended: ({ input }) => told.push(input.key),
    patienceMilliseconds: 250,
    signal: new AbortController().signal,
    ...options,
  });
  return { places: endings.map(placeOf), told, unrelated };
}

test('an upload has ended when its own rendition is there, whatever format it has', async () => {
  const found = [object('processed/a b.bmp.jpg', { 'original-key': 'a%20b.bmp' }), object('processed/long.png', {})];
  assert.deepEqual(await follow(['a b.bmp', 'long.png'], [{ processed: found }]), {
    places: ['processed', 'processed'],
    told: ['a b.bmp', 'long.png'],
    unrelated: 0,
  });
});

test('a rendition of another upload, or from another bucket, is not taken for it', async () => {
  const others = [
    object('processed/a.bmp.jpg', { 'original-key': 'a.bmp.jpg' }),
    object('processed/a.bmp', { 'original-key': 'a.bmp', 'original-bucket': 'others' }),
  ];
  const { places } = await follow(['a.bmp'], [{ processed: others, left: 1 }, ...Array(20).fill({ left: 1 })]);
  assert.deepEqual(places, ['nowhere']);
});

test('a dead letter counts for its own version, and one of no upload is unrelated', async () => {
  const { places, unrelated } = await follow(
    ['a', 'b'],
    [
      { dead: [letter('a', 'a-2'), letter('b', 'b-1'), { messageId: 'm', objects: [] }], left: 1 },
      ...Array(20).fill({ left: 1 }),
    ],
  );
  assert.deepEqual({ places, unrelated }, { places: ['dead-letter queue', 'nowhere'], unrelated: 2 });
});

test('an upload that is processed first and in the dead-letter queue later is in both', async () => {
  const processed = [object('processed/a', { 'original-key': 'a' })];
  const { places } = await follow(['a'], [{ processed, left: 1 }, { left: 1 }, { dead: [letter('a', 'a-2')] }]);
  assert.deepEqual(places, ['both']);
});

test('what has not ended when patience has is nowhere', async () => {
  // Patience is over long before the looks are: the last of them would find the image.
  const looks = [...Array(10_000).fill({ left: 1 }), { processed: [object('processed/a', { 'original-key': 'a' })] }];
  const { places, told } = await follow(['a'], looks);
  assert.deepEqual({ places, told }, { places: ['nowhere'], told: [] });
});
