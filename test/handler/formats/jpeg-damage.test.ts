import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PermanentError } from '../../../src/handler/outcome/permanent-error.ts';
import { draw, drawJpeg } from '../../pictures.ts';
import { assertQuarters, renditionOf } from '../picture/renderings.ts';

const BASELINE = await drawJpeg({ width: 160, height: 120 });
const PROGRESSIVE = await draw({ width: 160, height: 120 }).jpeg({ progressive: true }).toBuffer();
const END = BASELINE.subarray(-2);
const interval = Buffer.from([0xff, 0xdd, 0, 4, 0, 1]);

const scanOf = (bytes: Buffer): number => bytes.indexOf(Buffer.from([0xff, 0xda]));
const insert = (bytes: Buffer, at: number, more: Buffer): Buffer =>
  Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)]);

function taller(): Buffer {
  const bytes = Buffer.from(BASELINE);
  bytes.writeUInt16BE(1200, bytes.indexOf(Buffer.from([0xff, 0xc0])) + 5);
  return bytes;
}

const damaged: [title: string, bytes: Buffer][] = [
  [
    'whose end mark comes too early',
    Buffer.concat([BASELINE.subarray(0, (scanOf(BASELINE) + BASELINE.length) / 2), END]),
  ],
  ['of fewer rows than its header says', taller()],
  ['whose restarts never come', insert(BASELINE, scanOf(BASELINE), interval)],
];

for (const [title, bytes] of damaged) {
  test(`a JPEG ${title} is corrupt and not filled up with gray`, async () => {
    await assert.rejects(renditionOf(bytes), (error) => error instanceof PermanentError && error.code === 'CORRUPT');
  });
}

const padding = Buffer.alloc(9);
const intact: [title: string, bytes: Buffer][] = [
  ['with stray bytes between its segments', insert(BASELINE, BASELINE.indexOf(Buffer.from([0xff, 0xc4])), padding)],
  ['that is padded before its end mark', insert(BASELINE, BASELINE.length - 2, padding)],
  ['that is progressive and padded before its end mark', insert(PROGRESSIVE, PROGRESSIVE.length - 2, padding)],
];

for (const [title, bytes] of intact) {
  test(`a JPEG ${title} is processed`, async () => {
    await assertQuarters((await renditionOf(bytes)).bytes);
  });
}
