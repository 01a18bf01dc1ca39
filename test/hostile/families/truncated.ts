import { family, type HostileFile, type Outcome } from '../hostile-file.ts';
import { GOOD, type Good } from '../make/good.ts';
import { jpegSegments } from '../make/jpeg.ts';
import { pngChunks } from '../make/png.ts';
import { webpChunks } from '../make/webp.ts';

/** Where a file is cut: a number of bytes that are left, negative from the end. */
type Cut = { name: string; at: (bytes: Buffer) => number; expected?: Outcome | readonly Outcome[]; why?: string };

const cuts = (good: Good, of: readonly Cut[]): Omit<HostileFile, 'family'>[] =>
  of.map(
    ({ name, at, expected = 'CORRUPT', why = 'It breaks off: half a picture must not pass for a whole one.' }) => ({
      name: `${good}-${name}`,
      bytes: async () => {
        const bytes = await GOOD[good]();
        const end = at(bytes);
        return bytes.subarray(0, end < 0 ? bytes.length + end : end);
      },
      expected,
      why,
    }),
  );

const middle = ({ start, end }: { start: number; end: number }): number => Math.floor((start + end) / 2);
const none = { start: 0, end: 0 };
const before = (name: string, at: Cut['at']): Cut => ({ name, at });

const inJpeg = (marker: number) => (bytes: Buffer) =>
  middle(jpegSegments(bytes).find((part) => part.marker === marker) ?? none);
const afterJpeg = (marker: number) => (bytes: Buffer) =>
  (jpegSegments(bytes).find((part) => part.marker === marker) ?? none).end;
const jpeg: Cut[] = [
  before('after-magic', () => 3),
  before('in-a-length', () => 5),
  before('in-quantisation', inJpeg(0xdb)),
  before('after-quantisation', afterJpeg(0xdb)),
  before('in-huffman-tables', inJpeg(0xc4)),
  before('after-huffman-tables', afterJpeg(0xc4)),
  before('in-scan-header', inJpeg(0xda)),
  before('after-scan-header', afterJpeg(0xda)),
  before('in-the-first-row', (bytes) => afterJpeg(0xda)(bytes) + 40),
  before('in-the-middle', (bytes) => middle({ start: afterJpeg(0xda)(bytes), end: bytes.length })),
  before('in-the-last-row', () => -120),
];
const complete = 'Only the end mark is missing: every pixel is there.';

const inPng = (type: string) => (bytes: Buffer) => middle(pngChunks(bytes).find((part) => part.type === type) ?? none);
const png: Cut[] = [
  before('after-magic', () => 8),
  before('in-a-length', () => 10),
  before('in-IHDR', inPng('IHDR')),
  before('after-IHDR', () => 33),
  before('in-IDAT-name', (bytes) => (pngChunks(bytes).find(({ type }) => type === 'IDAT')?.start ?? 0) + 6),
  before('in-IDAT', inPng('IDAT')),
  {
    name: 'before-the-last-checksum',
    at: () => -16,
    expected: 'processed',
    why: 'The pixels and their own checksum are there.',
  },
];

const webpPart = (name: string) => (bytes: Buffer) => webpChunks(bytes).find((part) => part.name === name) ?? none;
const webp = (name: string): Cut[] => [
  before('after-magic', () => 12),
  before('in-a-length', () => 18),
  before('in-frame-header', (bytes) => webpPart(name)(bytes).start + 12),
  before('after-frame-header', (bytes) => webpPart(name)(bytes).start + 18),
  before('in-the-middle', (bytes) => middle(webpPart(name)(bytes))),
  before('in-the-last-row', () => -20),
];

const gif: Cut[] = [
  before('after-magic', () => 6),
  before('in-the-screen-descriptor', () => 10),
  before('in-the-colour-table', () => 60),
  before('in-the-middle', (bytes) => Math.floor(bytes.length / 2)),
  before('before-the-last-block', () => -2),
];

const bmp: Cut[] = [
  before('after-the-size-of-its-header', () => 18),
  before('in-the-header', () => 30),
  before('after-the-header', () => 54),
  before('in-the-first-row', () => 100),
  before('in-the-middle', (bytes) => Math.floor(bytes.length / 2)),
  before('in-the-last-row', () => -1),
];

export const truncated = family('truncated', [
  ...cuts('jpeg', [
    ...jpeg,
    before('in-frame-header', inJpeg(0xc0)),
    { name: 'before-the-end-mark', at: () => -2, expected: 'processed', why: complete },
  ]),
  ...cuts('progressive', [
    before('in-frame-header', inJpeg(0xc2)),
    before('in-the-first-scan', (bytes) => afterJpeg(0xda)(bytes) + 40),
    before('in-the-middle', (bytes) => Math.floor(bytes.length / 2)),
    before('in-the-last-scan', () => -120),
  ]),
  ...cuts('png', [...png, { name: 'before-IEND', at: () => -12, expected: 'processed', why: complete }]),
  ...cuts('interlaced', [before('in-IDAT', inPng('IDAT')), before('in-the-last-pass', () => -2_000)]),
  ...cuts('palette', [
    before('in-PLTE', inPng('PLTE')),
    before('after-PLTE', (bytes) => pngChunks(bytes).find(({ type }) => type === 'PLTE')?.end ?? 0),
  ]),
  ...cuts('webp', webp('VP8 ')),
  ...cuts('lossless', webp('VP8L')),
  ...cuts('alphaWebp', [before('in-VP8X', () => 24), before('in-alpha', (bytes) => middle(webpPart('ALPH')(bytes)))]),
  ...cuts('animatedWebp', [
    before('in-ANIM', (bytes) => middle(webpPart('ANIM')(bytes))),
    before('in-the-first-frame', (bytes) => webpPart('ANMF')(bytes).start + 30),
    before('in-the-last-frame', () => -8),
  ]),
  ...cuts('gif', [
    ...gif,
    {
      name: 'before-the-end-mark',
      at: () => -1,
      expected: 'processed',
      why: 'GIF files without an end mark are common, and all frames are there.',
    },
  ]),
  ...cuts('animatedGif', [before('in-the-last-frame', () => -12)]),
  ...cuts('bmp', [
    { name: 'after-magic', at: () => 2, expected: 'NOT_AN_IMAGE', why: 'Two letters say nothing.' },
    { name: 'in-the-file-header', at: () => 12, expected: 'NOT_AN_IMAGE', why: 'Two letters say nothing.' },
    ...bmp,
  ]),
]);
