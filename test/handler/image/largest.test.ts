import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPicture } from '../../../src/handler/image/picture.ts';
import { planRendition } from '../../../src/handler/image/rendition-plan.ts';
import { drawJpeg } from '../../pictures.ts';
import { LIMITS } from '../environment.ts';

const SIZE = { width: 320, height: 240 };
const BOX = { width: 800, height: 600, fit: 'inside', enlarge: false, outputFormat: 'original' } as const;

test('what a small picture of ordinary density takes is far below the limits', async () => {
  const picture = await readPicture(await drawJpeg(SIZE));
  const { cost, work } = planRendition(picture, BOX, LIMITS);
  assert.ok(cost < LIMITS.decodedBytes / 3 && work < LIMITS.jpegMilliseconds / 10);
});
