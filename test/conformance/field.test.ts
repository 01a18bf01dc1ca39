import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { deflateSync, inflateSync } from 'node:zlib';
import { PermanentError, type PermanentErrorCode } from '../../src/handler/errors/coded-errors.ts';
import { BMP } from './bmp-files.ts';
import { decodePlainly } from './compare.ts';
import type { Decoded } from './decoded.ts';
import { encodeGif } from './encode-gif.ts';
import { pngChunk } from './encode-png.ts';
import { makeRendition } from './handler.ts';
import { judge } from './judge.ts';
import { PNG } from './png-files.ts';
import { NOT_INSTALLED, sharedChromium } from './shared-chromium.ts';

const OPTIONS = { width: 120, height: 90, fit: 'inside', enlarge: false, outputFormat: 'original' } as const;

const chromium = await sharedChromium();

const fileOf = (name: string): Buffer => readFileSync(new URL(`./field/${name}`, import.meta.url));

const TYPES: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  bmp: 'image/bmp',
};

async function pngOf(colours: string, kind = 'rgb8'): Promise<Buffer> {
  const { bytes } = await PNG.make({
    kind,
    scene: 'photograph',
    transparency: 'none',
    interlaced: 'no',
    colours,
    orientation: '1',
    animation: 'none',
  });
  return bytes;
}

const HEAD_BYTES = 8 + 25;
const withChunk = (png: Buffer, name: string, data: number[], at = HEAD_BYTES): Buffer =>
  Buffer.concat([png.subarray(0, at), pngChunk(name, Buffer.from(data)), png.subarray(at)]);

/** The same pixels in a zlib stream whose window is too small for it, or whose checksum is wrong. */
function withOtherStream(png: Buffer, change: (stream: Buffer) => void): Buffer {
  const packed = png.subarray(HEAD_BYTES + 8, png.length - 12 - 4);
  const stream = deflateSync(Buffer.concat([inflateSync(packed)]));
  change(stream);
  return Buffer.concat([png.subarray(0, HEAD_BYTES), pngChunk('IDAT', stream), pngChunk('IEND', Buffer.alloc(0))]);
}

const plain = await pngOf('none');
/** CINFO 1 is a window of 512 bytes; the second byte makes the first two a multiple of 31. RFC 1950. */
const smallWindow = withOtherStream(plain, (stream) => stream.set([0x18, 0x19]));
const wrongAdler = withOtherStream(plain, (stream) => stream.writeUInt32BE(0, stream.length - 4));

type Place = readonly [x: number, y: number, width: number, height: number];

/** Frames of one colour each, a tenth of a second apart. */
const gifOf = (...places: Place[]): Buffer =>
  encodeGif({
    width: 64,
    height: 48,
    palette: [
      [0, 0, 0],
      [255, 0, 0],
      [0, 160, 0],
      [0, 0, 255],
    ],
    background: 0,
    loop: 0,
    frames: places.map(([x, y, width, height], nth) => ({
      ...{ x, y, width, height, delay: 10, disposal: nth === 2 ? 2 : 1, interlaced: false, hasControl: true },
      indices: new Uint8Array(width * height).fill(1 + (nth % 3)),
    })),
  });

/** Chromium shows these. */
const shown: Readonly<Record<string, { bytes: Buffer; type: string }>> = {
  ...Object.fromEntries(
    [
      'black-logo-gray-alpha.png',
      'gray-trns.png',
      'first-frame-smaller.gif',
      'screen-larger.gif',
      'background-outside-of-palette.gif',
      'disposal-2-opaque.gif',
      'banner.gif',
      'sprite-on-the-bottom-edge.gif',
      'samsung.jpg',
    ].map((name) => [name, { bytes: fileOf(name), type: TYPES[name.slice(-3)] ?? '' }]),
  ),
  'a PNG whose zlib window is too small': { bytes: smallWindow, type: 'image/png' },
  'a PNG whose Adler-32 is wrong': { bytes: wrongAdler, type: 'image/png' },
  'a GIF with a frame of no width': {
    bytes: gifOf([0, 0, 64, 48], [8, 8, 0, 20], [32, 0, 32, 48], [8, 8, 16, 16]),
    type: 'image/gif',
  },
  'a GIF with a frame of no height': {
    bytes: gifOf([0, 0, 64, 48], [8, 8, 20, 0], [32, 0, 32, 48], [8, 8, 16, 16]),
    type: 'image/gif',
  },
  'a GIF with a frame of nothing that is cleared': {
    bytes: gifOf([0, 0, 64, 48], [8, 8, 20, 20], [0, 0, 0, 0], [8, 8, 16, 16]),
    type: 'image/gif',
  },
  'a GIF whose first frame is of nothing': { bytes: gifOf([0, 0, 0, 0], [0, 0, 64, 48]), type: 'image/gif' },
  'a BMP of no planes': { bytes: await patchedBmp(26, 0), type: 'image/bmp' },
};

async function patchedBmp(at: number, value: number): Promise<Buffer> {
  const { bytes } = await BMP.make({ kind: '24 bits', scene: 'photograph', topDown: 'no', gap: '0', profile: 'none' });
  bytes.writeUInt16LE(value, at);
  return bytes;
}

for (const [name, { bytes, type }] of Object.entries(shown)) {
  const skip = chromium ? false : NOT_INSTALLED;
  for (const options of [OPTIONS, { ...OPTIONS, width: 240, height: 180, enlarge: true }]) {
    const size = `${options.width} × ${options.height}`;
    test(`${name} becomes what Chromium shows of it, in ${size}`, { skip }, async () => {
      assert.ok(chromium);
      const picture = await chromium.decode(bytes, type);
      const rendition = await makeRendition(bytes, options);
      const decoded = await chromium.decode(rendition.bytes, rendition.contentType);
      assert.deepEqual(await judge({ format: rendition.format, shown: decoded }, picture, options), []);
    });
  }
}

for (const name of ['no-end-mark.jpg', 'three-scans-no-end-mark.jpg']) {
  test(`${name} becomes what it is with an end mark`, async () => {
    // Chromium waits for the end, and shows nothing of the last rows or of all.
    const bytes = fileOf(name);
    const whole = await decodePlainly(Buffer.concat([bytes, Buffer.from([0xff, 0xd9])]));
    const rendition = await makeRendition(bytes, OPTIONS);
    const decoded = await decodePlainly(rendition.bytes);
    assert.deepEqual(await judge({ format: rendition.format, shown: decoded }, whole, OPTIONS), []);
  });
}

const alphaAt = ({ width, frames }: Decoded, x: number, y: number, nth = 0): number | undefined =>
  frames[nth]?.rgba[(y * width + x) * 4 + 3];

test('a black logo of gray with alpha stays a logo on nothing', async () => {
  const { bytes, format } = await makeRendition(fileOf('black-logo-gray-alpha.png'), OPTIONS);
  const decoded = await decodePlainly(bytes);
  assert.equal(format, 'png');
  assert.equal(alphaAt(decoded, 0, 0), 0);
  assert.equal(alphaAt(decoded, decoded.width >> 1, decoded.height >> 1), 255);
});

test('gray that tRNS makes transparent stays transparent, pixel by pixel', async () => {
  const { bytes } = await makeRendition(fileOf('gray-trns.png'), { ...OPTIONS, width: 800, height: 600 });
  const [frame] = (await decodePlainly(bytes)).frames;
  const clear = frame?.rgba.filter((value, at) => (at & 3) === 3 && value === 0).length;
  assert.equal(clear, 2427);
});

test('a sprite on the bottom edge does not show on the top edge of the next frame', async () => {
  const options = { ...OPTIONS, width: 240, height: 180, enlarge: true };
  const { bytes } = await makeRendition(fileOf('sprite-on-the-bottom-edge.gif'), options);
  const decoded = await decodePlainly(bytes);
  for (const nth of [1, 2]) {
    const row = Array.from({ length: decoded.width }, (_, x) => alphaAt(decoded, x, 0, nth));
    assert.ok(row.every((alpha) => alpha === 0));
  }
});

/** BT.2100, of which there is no one way to sRGB: brought to it, or refused for what it is. */
for (const [name, transfer] of [
  ['PQ', 16],
  ['HLG', 18],
] as const) {
  test(`a PNG of high dynamic range (${name}) is toned down or refused as such, never taken for sRGB`, async () => {
    const bytes = withChunk(await pngOf('none', 'rgb16'), 'cICP', [9, transfer, 0, 1]);
    const untouched = {
      format: 'png',
      shown: await decodePlainly((await makeRendition(plain, OPTIONS)).bytes),
    } as const;
    const made = await makeRendition(bytes, OPTIONS).catch((error: unknown) => {
      assert.ok(error instanceof PermanentError, String(error));
      assert.match(error.message, /HDR|high dynamic range|HLG|PQ/i);
    });
    if (made) assert.notDeepEqual(await judge(untouched, await decodePlainly(made.bytes), OPTIONS), []);
  });
}

type Refusal = { bytes: Buffer; code: PermanentErrorCode; says: RegExp; never?: RegExp };
const refused: Readonly<Record<string, Refusal>> = {
  'a JPEG that is cut, with an end mark': { bytes: fileOf('cut-with-end-mark.jpg'), code: 'CORRUPT', says: /./ },
  'a JPEG whose height comes later (DNL)': {
    bytes: fileOf('height-by-dnl.jpg'),
    code: 'UNSUPPORTED_FORMAT',
    says: /height|DNL/i,
  },
  "Apple's own PNG": {
    bytes: withChunk(plain, 'CgBI', [0x50, 0, 0x20, 2], 8),
    code: 'UNSUPPORTED_FORMAT',
    says: /CgBI|Apple/,
  },
  'a film': { bytes: fileOf('mp4.jpg'), code: 'UNSUPPORTED_FORMAT', says: /MP4|video/i, never: /HEIC|AVIF/ },
  'a raw photograph': { bytes: fileOf('cr3.jpg'), code: 'UNSUPPORTED_FORMAT', says: /raw|CR3/i, never: /HEIC|AVIF/ },
  'an SVG with a byte order mark': { bytes: fileOf('byte-order-mark.svg'), code: 'UNSUPPORTED_FORMAT', says: /SVG/ },
  base64: { bytes: fileOf('base64.jpg'), code: 'NOT_AN_IMAGE', says: /base64/i },
  'bytes that were read as text': { bytes: fileOf('read-as-text.jpg'), code: 'NOT_AN_IMAGE', says: /text|UTF-8/i },
  gzip: { bytes: fileOf('gzip.jpg'), code: 'NOT_AN_IMAGE', says: /gzip/i },
  'a form': { bytes: fileOf('multipart.jpg'), code: 'NOT_AN_IMAGE', says: /multipart|form/i },
};

for (const [name, { bytes, code, says, never }] of Object.entries(refused)) {
  test(`${name} is refused as ${code}, and called what it is`, async () => {
    await assert.rejects(makeRendition(bytes, OPTIONS), (error: unknown) => {
      assert.ok(error instanceof PermanentError, String(error));
      assert.equal(error.code, code);
      assert.match(error.message, says);
      if (never) assert.doesNotMatch(error.message, never);
      return true;
    });
  });
}

test('a soft edge is brought to sRGB before it is put on white', async () => {
  const { bytes, drawn } = await PNG.make({
    kind: 'rgbAlpha8',
    scene: 'logo',
    transparency: 'channel',
    interlaced: 'no',
    colours: 'gAMA 1',
    orientation: '1',
    animation: 'none',
  });
  const options = { ...OPTIONS, outputFormat: 'jpeg' } as const;
  const { format, bytes: rendition } = await makeRendition(bytes, options);
  const found = await judge({ format, shown: await decodePlainly(rendition) }, drawn, options, {
    mean: 3,
    line: 8,
    alpha: 0,
  });
  assert.deepEqual(found, []);
});

test('gray of 16 bits with a profile is converted where it is turned, too', async () => {
  const row = { scene: 'photograph', transparency: 'none', interlaced: 'no', animation: 'none', orientation: '6' };
  const { bytes, drawn } = await PNG.make({ ...row, kind: 'gray16', colours: 'iCCP exchanged' });
  for (const [width, height] of [
    [90, 26],
    [45, 61],
    [20, 20],
  ] as const) {
    const options = { ...OPTIONS, width, height, fit: 'fill' } as const;
    const { format, bytes: rendition } = await makeRendition(bytes, options);
    assert.deepEqual(await judge({ format, shown: await decodePlainly(rendition) }, drawn, options), []);
  }
});
