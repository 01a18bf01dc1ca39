import assert from 'node:assert/strict';
import { test } from 'node:test';
import { surveyJpeg } from '../../src/handler/jpeg.ts';
import { draw, drawJpeg } from '../pictures.ts';

const SIZE = { width: 64, height: 64 };
const BASELINE = await drawJpeg(SIZE);

test('a baseline JPEG has one scan, a progressive one several', async () => {
  assert.equal(surveyJpeg(BASELINE).scans, 1);
  assert.ok(surveyJpeg(await draw(SIZE).jpeg({ progressive: true }).toBuffer()).scans > 5);
});

test('what looks like scans inside a segment or after the end is not counted', () => {
  const mark = Buffer.from([0xff, 0xda]);
  const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, 22]), ...Array<Buffer>(10).fill(mark)]);
  const marked = Buffer.concat([
    BASELINE.subarray(0, 2),
    comment,
    BASELINE.subarray(2),
    ...Array<Buffer>(10).fill(mark),
  ]);
  assert.equal(surveyJpeg(marked).scans, 1);
});

test('a JPEG that breaks off anywhere is read to its end', () => {
  for (let length = 0; length < BASELINE.length; length++)
    assert.ok(surveyJpeg(BASELINE.subarray(0, length)).scans <= 1);
});
