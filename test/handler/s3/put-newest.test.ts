import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import type { Upload } from '../../../src/handler/events/upload.ts';
import { BLUE, drawBmp, drawJpeg, GREEN, RED, WHITE } from '../../pictures.ts';
import { s3Event } from '../events.ts';
import { record, start, startHandler } from '../handling.ts';
import { assertColour, colourAt } from '../image/renderings.ts';

const SIZE = { width: 16, height: 16 };
const COLOURS = [RED, GREEN, BLUE, WHITE];

/** One picture in each colour. */
const PICTURES = await Promise.all(
  COLOURS.map((colour) =>
    drawJpeg(SIZE, { quarters: { topLeft: colour, topRight: colour, bottomLeft: colour, bottomRight: colour } }),
  ),
);

/**
 * PUT_NEWEST_RUNS gives it longer, as .github/workflows/search.yml does; the search among schedules asks the same of hundreds
 * more, without a network.
 */
const RUNS = Number(process.env['PUT_NEWEST_RUNS'] ?? 12);

const without = ({ sequencer: _, ...rest }: Required<Upload>): Upload => rest;

test('whatever order, duplicates and overlaps the events of one key have, the newest picture stays', async (t) => {
  const { url, upload, processed, s3 } = await start(t);
  const functions = [0, 1, 2].map(() => startHandler(t, { url }));
  let run = 0;
  // Which version, by which function, after how many turns of the event loop.
  // A second receive starts a process for the image, which takes a hundred times as long: one in eight is enough.
  const receiveCount = fc.constantFrom(1, 1, 1, 1, 1, 1, 1, 2);
  const step = fc.record({ version: fc.nat(3), by: fc.nat(2), after: fc.nat(3), receiveCount });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 8 }), fc.boolean(), async (steps, hasSequencer) => {
      const key = `${run++}.jpg`;
      const uploads: Required<Upload>[] = [];
      for (const picture of PICTURES) uploads.push(await upload(key, picture));
      const newest = Math.max(...steps.map(({ version }) => version));
      await Promise.all(
        steps.map(async ({ version, by, after, receiveCount }) => {
          for (let turn = 0; turn < after; turn++) await new Promise((resolve) => setTimeout(resolve, 2));
          const one = uploads[version] as Required<Upload>;
          const event = s3Event(hasSequencer ? one : without(one));
          const back = await functions[by]?.handle(record(`${version}`, event, receiveCount));
          assert.deepEqual(back, []);
        }),
      );
      const object = await processed(`processed/${key}`);
      // Without sequencers and within one second only the very newest upload can be told from the others.
      if (!hasSequencer && newest !== 3) return;
      assert.equal(object.metadata['original-version-id'], uploads[newest]?.versionId);
      assertColour(await colourAt(object.bytes, 8, 8), COLOURS[newest] ?? RED, key);
    }),
    { numRuns: RUNS },
  );
  const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: 'processed', MaxKeys: 1000 }));
  assert.ok(Versions.length <= run * 4, 'no version of an upload is written twice');
});

test('a duplicate changes nothing and says what was there', async (t) => {
  const { upload, handle, logged, metrics, s3 } = await start(t);
  const one = s3Event(await upload('a.jpg', PICTURES[0] as Buffer));
  assert.deepEqual(await handle(record('1', one)), []);
  assert.deepEqual(await handle(record('1', one)), []);
  assert.deepEqual(await handle(record('1', one, 2)), []);
  const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: 'processed' }));
  assert.equal(Versions.length, 1);
  assert.deepEqual(
    logged('INFO').map(({ message }) => message),
    ['Processed an image', ...Array(2).fill('Left the processed object, which is of the same upload')],
  );
  assert.deepEqual(
    metrics().map((line) => [line['ProcessedImages'], line['BytesOut'] === 0]),
    [
      [1, false],
      [1, false],
      [1, true],
    ],
  );
});

test('an older upload says what newer one was there', async (t) => {
  const { upload, handle, logged } = await start(t);
  const older = await upload('a.jpg', PICTURES[0] as Buffer);
  const newer = await upload('a.jpg', PICTURES[1] as Buffer);
  await handle(record('1', s3Event(newer)));
  assert.deepEqual(await handle(record('2', s3Event(older))), []);
  assert.equal(logged('INFO').at(-1)?.['message'], 'Left the processed object, which is of a newer upload');
});

test('of two uploads whose renditions would have one key, the later one is refused and neither is lost', async (t) => {
  const { upload, handle, processed, logged, processedKeys } = await start(t);
  const bmp = await upload('a.bmp', drawBmp(SIZE));
  const jpeg = await upload('a.bmp.jpg', PICTURES[0] as Buffer);
  assert.deepEqual(await handle(record('1', s3Event(bmp))), []);
  for (const receiveCount of [1, 2]) {
    assert.deepEqual(await handle(record('2', s3Event(jpeg), receiveCount)), ['2']);
    assert.equal(logged('ERROR').at(-1)?.['code'], 'KEY_TAKEN');
  }
  assert.equal((await processed('processed/a.bmp.jpg')).metadata['original-key'], 'a.bmp');
  assert.deepEqual(await processedKeys('failed/'), ['failed/a.bmp.jpg.json']);
});
