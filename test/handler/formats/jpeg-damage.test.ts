import assert from 'node:assert/strict';
import { randomFillSync } from 'node:crypto';
import { test } from 'node:test';
import sharp from 'sharp';
import { PermanentError } from '../../../src/handler/errors/coded-errors.ts';
import { flatJpeg } from '../../hostile/make/jpeg.ts';
import { draw, drawJpeg } from '../../pictures.ts';
import { assertQuarters, renditionOf } from '../image/renderings.ts';

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

/** SOS with a spectral selection that no sequential scan has, as Samsung's cameras write it. */
function oddSelection(): Buffer {
  const bytes = Buffer.from(BASELINE);
  bytes[scanOf(bytes) + 12] = 0;
  return bytes;
}

const ENDLESS: [title: string, bytes: Buffer][] = [
  ['', BASELINE.subarray(0, -2)],
  [' of several scans', PROGRESSIVE.subarray(0, -2)],
  [' with stray bytes instead', Buffer.concat([BASELINE.subarray(0, -2), Buffer.alloc(3000, 0x55)])],
  [' and with an odd scan header', oddSelection().subarray(0, -2)],
  [
    ' and with an odd scan header and stray bytes',
    Buffer.concat([oddSelection().subarray(0, -2), Buffer.alloc(3000, 0x55)]),
  ],
];

for (const [title, bytes] of ENDLESS) {
  test(`a JPEG without an end mark${title} is processed, as browsers show it`, async () => {
    await assertQuarters((await renditionOf(bytes)).bytes);
  });
}

test('a progressive JPEG that is cut where a scan ends is corrupt, and so is one that is cut in its last scan', async () => {
  const starts: number[] = [];
  for (let at = PROGRESSIVE.indexOf('ffda', 'hex'); at > 0; at = PROGRESSIVE.indexOf('ffda', at + 1, 'hex'))
    starts.push(at);
  assert.ok(starts.length > 3);
  // A scan ends where the tables of the next one begin, or its header.
  const ends = starts.slice(1).map((start, index) => {
    const tables = PROGRESSIVE.indexOf('ffc4', starts[index], 'hex');
    return tables > 0 && tables < start ? tables : start;
  });
  const last = starts.at(-1) ?? 0;
  for (const length of [...ends, ...starts.slice(1), last + 14, Math.floor((last + PROGRESSIVE.length) / 2)]) {
    const cut = PROGRESSIVE.subarray(0, length);
    await assert.rejects(renditionOf(cut), (error) => error instanceof PermanentError && error.code === 'CORRUPT');
  }
});

test('a JPEG whose height comes behind its pixels is of another kind, not corrupt', async () => {
  const bytes = Buffer.concat([BASELINE.subarray(0, -2), Buffer.from([0xff, 0xdc, 0, 4, 0, 120]), END]);
  bytes.writeUInt16BE(0, bytes.indexOf(Buffer.from([0xff, 0xc0])) + 5);
  await assert.rejects(renditionOf(bytes), { code: 'UNSUPPORTED_FORMAT', message: /height 0/ });
});

const isCorrupt = (error: unknown): boolean => error instanceof PermanentError && error.code === 'CORRUPT';

/** Noise, so that nothing that is missing looks like what is there: scaled by the decoder, by nobody, and not at all. */
const SIZES = [
  { width: 640, height: 480 },
  { width: 96, height: 72 },
  { width: 64, height: 48 },
];

/** The last bits of a progressive JPEG change a value of 255 by one or two, and not even all of them are seen when it is scaled. */
async function differs(one: Buffer, other: Buffer): Promise<boolean> {
  const [left, right] = await Promise.all([one, other].map((bytes) => sharp(bytes).raw().toBuffer()));
  return left?.some((value, at) => Math.abs(value - (right?.[at] ?? 0)) > 8) ?? true;
}

for (const [chromaSubsampling, progressive] of [
  ['4:4:4', false],
  ['4:2:0', false],
  ['4:2:0', true],
] as const) {
  test(`however much a ${progressive ? 'progressive' : 'baseline'} JPEG of ${chromaSubsampling} lacks, no picture with gray in it comes of it`, async () => {
    for (const size of SIZES) {
      const pixels = randomFillSync(Buffer.alloc(size.width * size.height * 3));
      const noise = sharp(pixels, { raw: { ...size, channels: 3 } });
      const whole = await noise.jpeg({ progressive, chromaSubsampling, optimiseCoding: false }).toBuffer();
      const [scan = 0, end = 0] = [scanOf(whole), whole.length - 2];
      const right = await renditionOf(whole);
      // Of the last two blocks of a baseline JPEG, up to 100 bytes each, nobody knows.
      const least = progressive ? 2 : 200;
      for (const missing of [2, 50, 51, 200, 201, 250, ...[0.01, 0.04, 0.1, 0.3].map((part) => part * (end - scan))]) {
        const at = Math.max(progressive ? end - 200 : scan + 20, Math.floor(end - Math.max(least, missing)));
        const made = await renditionOf(Buffer.concat([whole.subarray(0, at), END])).catch((error) =>
          assert.ok(isCorrupt(error)),
        );
        const isSeen = made !== undefined && (await differs(made.bytes, right.bytes));
        assert.ok(!isSeen, `${JSON.stringify(size)} without ${missing}`);
      }
    }
  });
}

test('a JPEG that is cut within the two bytes of a marker is corrupt', async () => {
  const size = { width: 640, height: 480, channels: 3 as const };
  const noise = sharp(randomFillSync(Buffer.alloc(size.width * size.height * 3)), { raw: size });
  const whole = await noise.jpeg({ chromaSubsampling: '4:4:4', optimiseCoding: false }).toBuffer();
  for (const part of [0.01, 0.05, 0.3]) {
    // Backwards: forwards it may be among the last 200 bytes, see above.
    const at = whole.lastIndexOf(Buffer.from([0xff, 0]), whole.length * (1 - part)) + 1;
    for (const fill of [[], [0xff], [0xff, 0xff]]) {
      const cut = Buffer.concat([whole.subarray(0, at), Buffer.from(fill), END]);
      await assert.rejects(renditionOf(cut), isCorrupt, `${part} with ${fill.length}`);
    }
  }
});

test('two hundred JPEGs at once are told apart, whatever else is decoded', async () => {
  const bad = damaged.map(([, bytes]) => bytes);
  const good = [...intact.map(([, bytes]) => bytes), BASELINE, PROGRESSIVE];
  const all = Array.from({ length: 100 }, (_, at) => [bad[at % bad.length], good[at % good.length]]).flat();
  const made = await Promise.allSettled(all.map((bytes) => renditionOf(Buffer.from(bytes ?? END))));
  const isAsWanted = made.map((one, at) => (one.status === 'fulfilled') === (at % 2 === 1));
  assert.ok(isAsWanted.every(Boolean), `${isAsWanted.filter((is) => !is).length} of ${all.length}`);
});

/** Two rows of four grey blocks with a restart behind each row but the last. */
function withRestarts(...restarts: number[]): Buffer {
  const interval = Buffer.from([0xff, 0xdd, 0, 4, 0, 4]);
  const jpeg = flatJpeg({ width: 32, height: 8 * (restarts.length + 1), components: 1, before: [interval] });
  const start = scanOf(jpeg) + 2 + jpeg.readUInt16BE(scanOf(jpeg) + 2);
  const row = Buffer.from([0]); // two bits a block
  const rows = restarts.flatMap((restart) => [row, Buffer.from([0xff, 0xd0 + restart])]);
  // Stray bytes at the end make the decoder wonder.
  return Buffer.concat([jpeg.subarray(0, start), ...rows, row, padding, END]);
}

test('a JPEG with all of its restarts is processed, and one without some of them is corrupt', async () => {
  for (const restarts of [[0], [0, 1, 2], [0, 1, 2, 3, 4, 5, 6, 7, 0]]) await renditionOf(withRestarts(...restarts));
  for (const restarts of [
    [0, 2, 1],
    [0, 0, 1],
  ])
    await assert.rejects(renditionOf(withRestarts(...restarts)), isCorrupt);
  const short = withRestarts(0, 1, 2);
  short.writeUInt16BE(48, short.indexOf(Buffer.from([0xff, 0xc0])) + 5);
  await assert.rejects(renditionOf(short), isCorrupt);
});
