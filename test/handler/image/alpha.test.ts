import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import sharp from 'sharp';
import { insertPngChunk } from '../../../src/handler/formats/insert.ts';
import { drawBmp } from '../../pictures.ts';
import { assertColour, colourAt, renditionOf } from './renderings.ts';

const SIZE = { width: 120, height: 60 };
const [DARK, LIGHT] = [64, 192];

/** Dark on the left half, where it has alpha wholly transparent, and light on the right. */
const drawing = (channels: 1 | 2 | 3 | 4) => {
  const hasAlpha = channels % 2 === 0;
  const pixels = Uint8Array.from({ length: SIZE.width * SIZE.height * channels }, (_, at) => {
    const isLeft = Math.floor(at / channels) % SIZE.width < SIZE.width / 2;
    if (hasAlpha && at % channels === channels - 1) return isLeft ? 0 : 255;
    return isLeft ? DARK : LIGHT;
  });
  const picture = sharp(Buffer.from(pixels), { raw: { ...SIZE, channels } });
  return channels < 3 ? picture.toColourspace('b-w') : picture;
};

const deep = (channels: 1 | 2 | 3 | 4) => drawing(channels).toColourspace(channels < 3 ? 'grey16' : 'rgb16');

/** https://www.w3.org/TR/png-3/#11tRNS: the value of all channels that is transparent, two bytes for each. */
const withTransparent = (png: Buffer, channels: number, value: number): Buffer => {
  const body = Buffer.alloc(2 * channels);
  for (let at = 0; at < body.length; at += 2) body.writeUInt16BE(value, at);
  return insertPngChunk(png, 'tRNS', body);
};

const CLEAR_LEFT = {
  topLeft: [DARK, DARK, DARK, 0],
  topRight: [LIGHT, LIGHT, LIGHT],
  bottomLeft: [DARK, DARK, DARK, 0],
  bottomRight: [LIGHT, LIGHT, LIGHT],
} as const;

/** What is transparent on its left. The number is that of the colour type that the file has to have, where it is a PNG. */
const TRANSPARENT: [name: string, bytes: Buffer, colourType?: number][] = [
  ['gray PNG of 8 bits with alpha', await drawing(2).png().toBuffer(), 4],
  ['gray PNG of 16 bits with alpha', await deep(2).png().toBuffer(), 4],
  ['gray PNG of 8 bits with tRNS', withTransparent(await drawing(1).png().toBuffer(), 1, DARK), 0],
  ['gray PNG of 16 bits with tRNS', withTransparent(await deep(1).png().toBuffer(), 1, DARK * 257), 0],
  ['gray PNG of 8 bits with alpha, interlaced', await drawing(2).png({ progressive: true }).toBuffer(), 4],
  ['coloured PNG of 8 bits with alpha', await drawing(4).png().toBuffer(), 6],
  ['coloured PNG of 16 bits with alpha', await deep(4).png().toBuffer(), 6],
  ['coloured PNG of 8 bits with tRNS', withTransparent(await drawing(3).png().toBuffer(), 3, DARK), 2],
  ['coloured PNG of 16 bits with tRNS', withTransparent(await deep(3).png().toBuffer(), 3, DARK * 256), 2],
  ['coloured PNG in Display P3 with alpha', await drawing(4).withIccProfile('p3').png().toBuffer(), 6],
  ['PNG with a palette and alpha', await drawing(4).png({ palette: true }).toBuffer(), 3],
  ['GIF with alpha', await drawing(4).gif().toBuffer()],
  ['WEBP with alpha', await drawing(4).webp().toBuffer()],
  ['WEBP without loss and with alpha', await drawing(4).webp({ lossless: true }).toBuffer()],
  ['BMP with alpha', drawBmp(SIZE, CLEAR_LEFT)],
];

const OPAQUE: [name: string, bytes: Buffer, colourType?: number][] = [
  ['gray PNG of 8 bits', await drawing(1).png().toBuffer(), 0],
  ['gray PNG of 16 bits', await deep(1).png().toBuffer(), 0],
  ['coloured PNG of 8 bits', await drawing(3).png().toBuffer(), 2],
  ['coloured PNG of 16 bits', await deep(3).png().toBuffer(), 2],
  ['PNG with a palette', await drawing(3).png({ palette: true }).toBuffer(), 3],
  ['gray JPEG', await drawing(1).jpeg().toBuffer()],
  ['coloured JPEG', await drawing(3).jpeg().toBuffer()],
  ['GIF', await drawing(3).gif().toBuffer()],
  ['WEBP', await drawing(3).webp().toBuffer()],
];

const FITS = ['inside', 'cover', 'contain', 'fill'] as const;
const OUTPUTS = ['original', 'jpeg', 'png', 'webp'] as const;
const gray = (value: number) => [value, value, value] as const;

for (const [name, bytes, colourType] of [...TRANSPARENT, ...OPAQUE]) {
  const isTransparent = TRANSPARENT.some(([transparent]) => transparent === name);
  test(`a ${name} ${isTransparent ? 'stays transparent' : 'stays opaque'} in every fit and format`, async () => {
    if (colourType !== undefined) assert.equal(bytes[25], colourType, 'the colour type of the PNG');
    for (const fit of FITS) {
      for (const outputFormat of OUTPUTS) {
        for (const enlarge of [false, true]) {
          const box = enlarge ? { width: 180, height: 120, enlarge } : {};
          const made = await renditionOf(bytes, { fit, outputFormat, ...box });
          const what = `${fit} as ${outputFormat}`;
          const left = await colourAt(made.bytes, 16, made.height / 2);
          const hidden = made.format === 'jpeg' ? gray(255) : ([0, 0, 0, 0] as const);
          assertColour(left, isTransparent ? hidden : gray(DARK), `the left of ${what}`);
          assertColour(await colourAt(made.bytes, -16, made.height / 2), gray(LIGHT), `the right of ${what}`);
          if (fit === 'contain') {
            assertColour(await colourAt(made.bytes, 2, 2), hidden, `the padding of ${what}`);
            assertColour(await colourAt(made.bytes, -2, -2), hidden, `the padding of ${what}`);
          }
        }
      }
    }
  });
}

test('raw pixels are made in one place, which counts their channels', () => {
  const folder = 'src/handler/image';
  const callers = readdirSync(folder).filter((file) => /\.raw\(/.test(readFileSync(`${folder}/${file}`, 'utf8')));
  assert.deepEqual(callers, ['raw-pixels.ts']);
});
