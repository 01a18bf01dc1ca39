import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { decodeBmp } from '../../../src/handler/bmp/bmp.ts';
import { readPicture } from '../../../src/handler/image/picture.ts';
import {
  BLUE,
  CLEAR,
  type Colour,
  draw,
  drawBmp,
  drawJpeg,
  drawPng,
  drawWebp,
  GREEN,
  pixels,
  QUARTERS,
  RED,
  WHITE,
} from '../../pictures.ts';
import { encodeBmp } from '../bmp/encode.ts';
import { assertColour, assertQuarters, colourAt, renditionOf } from './renderings.ts';

const SIZE = { width: 160, height: 80 };
const PARTLY_CLEAR = { ...QUARTERS, topRight: CLEAR };
const GPS = { IFD0: { Copyright: 'Ada' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '48/1 8/1 0/1' } };

const formats = [
  { name: 'JPEG', bytes: await drawJpeg(SIZE), format: 'jpeg', contentType: 'image/jpeg' },
  { name: 'PNG', bytes: await drawPng(SIZE), format: 'png', contentType: 'image/png' },
  { name: 'WEBP', bytes: await drawWebp(SIZE), format: 'webp', contentType: 'image/webp' },
  { name: 'GIF', bytes: await draw(SIZE).gif().toBuffer(), format: 'gif', contentType: 'image/gif' },
  { name: 'BMP', bytes: drawBmp(SIZE), format: 'jpeg', contentType: 'image/jpeg' },
  {
    name: 'BMP with alpha',
    bytes: drawBmp(SIZE, PARTLY_CLEAR),
    format: 'png',
    contentType: 'image/png',
    topRight: CLEAR,
  },
  {
    name: 'PNG with alpha',
    bytes: await drawPng(SIZE, PARTLY_CLEAR),
    format: 'png',
    contentType: 'image/png',
    topRight: CLEAR,
  },
  {
    name: 'WEBP with alpha',
    bytes: await drawWebp(SIZE, PARTLY_CLEAR),
    format: 'webp',
    contentType: 'image/webp',
    topRight: CLEAR,
  },
  {
    name: 'GIF with transparency',
    bytes: await draw(SIZE, PARTLY_CLEAR).gif().toBuffer(),
    format: 'gif',
    contentType: 'image/gif',
    topRight: CLEAR,
  },
];

for (const { name, bytes, format, contentType, topRight = GREEN } of formats) {
  test(`${name} is scaled and stays what it shows`, async () => {
    const rendition = await renditionOf(bytes);
    const metadata = await sharp(rendition.bytes).metadata();
    assert.deepEqual(
      { ...rendition, bytes: undefined },
      { bytes: undefined, format, contentType, width: 80, height: 40, frames: 1 },
    );
    assert.deepEqual([metadata.format, metadata.width, metadata.height], [format, 80, 40]);
    await assertQuarters(rendition.bytes, { topRight });
  });
}

type Side = 'top' | 'bottom' | 'left' | 'right';
const OPPOSITE: Record<Side, Side> = { top: 'bottom', bottom: 'top', left: 'right', right: 'left' };

/** EXIF 2.32, tag 274: which side of the picture the first row of the file shows, and which its first column. */
const ORIENTATIONS: [orientation: number, row: Side, column: Side][] = [
  [1, 'top', 'left'],
  [2, 'top', 'right'],
  [3, 'bottom', 'right'],
  [4, 'bottom', 'left'],
  [5, 'left', 'top'],
  [6, 'right', 'top'],
  [7, 'right', 'bottom'],
  [8, 'left', 'bottom'],
];

const cornerAt = (...sides: Side[]): Colour =>
  sides.includes('top')
    ? QUARTERS[sides.includes('left') ? 'topLeft' : 'topRight']
    : QUARTERS[sides.includes('left') ? 'bottomLeft' : 'bottomRight'];

for (const [orientation, row, column] of ORIENTATIONS) {
  test(`the red corner is in its corner after orientation ${orientation}`, async () => {
    const quarters = {
      topLeft: cornerAt(row, column),
      topRight: cornerAt(row, OPPOSITE[column]),
      bottomLeft: cornerAt(OPPOSITE[row], column),
      bottomRight: cornerAt(OPPOSITE[row], OPPOSITE[column]),
    };
    const size = orientation >= 5 ? { width: SIZE.height, height: SIZE.width } : SIZE;
    const rendition = await renditionOf(await drawJpeg(size, { orientation, quarters }));
    assert.deepEqual([rendition.width, rendition.height], [80, 40]);
    await assertQuarters(rendition.bytes);
    assert.equal((await sharp(rendition.bytes).metadata()).orientation, undefined);
  });
}

test('a picture smaller than the box keeps its size', async () => {
  const { width, height } = await renditionOf(await drawPng({ width: 30, height: 20 }));
  assert.deepEqual([width, height], [30, 20]);
});

test('a picture smaller than the box is enlarged where that is asked for', async () => {
  const { width, height } = await renditionOf(await drawPng({ width: 30, height: 20 }), { enlarge: true });
  assert.deepEqual([width, height], [80, 53]);
});

const fits = [
  { fit: 'inside', size: [80, 40], topLeft: RED },
  { fit: 'cover', size: [80, 60], topLeft: RED },
  { fit: 'contain', size: [80, 60], topLeft: CLEAR },
  { fit: 'fill', size: [80, 60], topLeft: RED },
] as const;

for (const { fit, size, topLeft } of fits) {
  test(`${fit} gives ${size.join(' × ')} pixels`, async () => {
    const { bytes, width, height } = await renditionOf(await drawPng(SIZE), { fit });
    assert.deepEqual([width, height], size);
    assertColour(await colourAt(bytes, 2, 2), topLeft, 'the corner');
    assertColour(await colourAt(bytes, 5, 16), RED, 'a pixel of the red quarter');
  });
}

test('contain pads a JPEG with white', async () => {
  const { bytes } = await renditionOf(await drawJpeg(SIZE), { fit: 'contain' });
  assertColour(await colourAt(bytes, 2, 2), WHITE, 'the padding');
  assertColour(await colourAt(bytes, 5, 16), RED, 'a pixel of the red quarter');
});

for (const outputFormat of ['jpeg', 'png', 'webp'] as const) {
  test(`every format becomes ${outputFormat} where that is asked for`, async () => {
    for (const { name, bytes, topRight = GREEN } of formats) {
      const rendition = await renditionOf(bytes, { outputFormat });
      assert.equal((await sharp(rendition.bytes).metadata()).format, outputFormat, name);
      await assertQuarters(rendition.bytes, {
        topRight: outputFormat === 'jpeg' && topRight === CLEAR ? WHITE : topRight,
      });
    }
  });
}

test('half transparent pixels stay half transparent', async () => {
  const half = { topLeft: [255, 0, 0, 128], topRight: RED, bottomLeft: BLUE, bottomRight: WHITE } as const;
  for (const bytes of [await drawPng(SIZE, half), await drawWebp(SIZE, half), drawBmp(SIZE, half)]) {
    assertColour(await colourAt((await renditionOf(bytes)).bytes, 5, 5), half.topLeft, 'the corner');
  }
});

test('no EXIF, GPS position, XMP or profile of the upload survives in any format', async () => {
  const marked = () =>
    draw(SIZE).withExif(GPS).withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/">secret</x:xmpmeta>').keepIccProfile();
  const uploads = [await marked().jpeg().toBuffer(), await marked().png().toBuffer(), await marked().webp().toBuffer()];
  for (const bytes of uploads) {
    const before = await sharp(bytes).metadata();
    assert.ok(before.exif && before.xmp, 'the upload has what is to be stripped');
    for (const outputFormat of ['original', 'jpeg', 'png', 'webp'] as const) {
      const rendition = (await renditionOf(bytes, { outputFormat })).bytes;
      const { exif, xmp, iptc, icc, comments } = await sharp(rendition).metadata();
      assert.deepEqual(
        { exif, xmp, iptc, icc, comments },
        { exif: undefined, xmp: undefined, iptc: undefined, icc: undefined, comments: undefined },
      );
      for (const secret of ['Ada', 'secret', 'Exif', 'GPS', 'xmpmeta']) assert.ok(!rendition.includes(secret), secret);
    }
  }
});

test('an upload that nothing has to be done to is encoded anew, without its metadata', async () => {
  const upload = await draw({ width: 40, height: 30 }).withExif(GPS).jpeg({ quality: 20 }).toBuffer();
  const { bytes, width, height } = await renditionOf(upload);
  assert.deepEqual([width, height], [40, 30]);
  assert.equal((await sharp(bytes).metadata()).exif, undefined);
});

test('a JPEG becomes a progressive one with subsampled colours', async () => {
  const { isProgressive, chromaSubsampling } = await sharp((await renditionOf(await drawJpeg(SIZE))).bytes).metadata();
  assert.deepEqual([isProgressive, chromaSubsampling], [true, '4:2:0']);
});

test('CMYK becomes sRGB', async () => {
  const upload = await draw(SIZE).toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer();
  assert.equal((await sharp(upload).metadata()).space, 'cmyk');
  const { bytes } = await renditionOf(upload);
  const { space, channels } = await sharp(bytes).metadata();
  assert.deepEqual([space, channels], ['srgb', 3]);
  // Pure green and blue are not to be printed: what counts is that red, the darkest of it, and white are themselves.
  assertColour(await colourAt(bytes, -6, -6), WHITE, 'white');
  const [red = 0, green = 0, blue = 0] = await colourAt(bytes, 5, 5);
  assert.ok(red > 200 && green < 60 && blue < 60, `red is ${[red, green, blue]}`);
});

for (const [name, depth] of [
  ['8', 'srgb'],
  ['16', 'rgb16'],
] as const) {
  test(`a Display P3 PNG of ${name} bits a channel keeps its colours${depth === 'rgb16' ? ' in sRGB' : ''}`, async () => {
    const colour = [200, 60, 40] as const;
    const same = { topLeft: colour, topRight: colour, bottomLeft: colour, bottomRight: colour };
    const upload = await draw(SIZE, same).toColourspace(depth).withIccProfile('p3').png().toBuffer();
    const { hasProfile, depth: bits } = await sharp(upload).metadata();
    assert.deepEqual([hasProfile, bits], [true, depth === 'rgb16' ? 'ushort' : 'uchar']);
    const { bytes } = await renditionOf(upload);
    const after = await sharp(bytes).metadata();
    assert.deepEqual([after.space, after.depth, after.hasProfile], ['srgb', 'uchar', depth === 'srgb']);
    const [red = 0, green = 0, blue = 0] = await colourAt(bytes, 20, 20);
    for (const [got, wanted] of [
      [red, 200],
      [green, 60],
      [blue, 40],
    ] as const) {
      assert.ok(Math.abs(got - wanted) <= 3, `${[red, green, blue]}`);
    }
  });
}

test('a 16-bit PNG with alpha becomes one of 8 bits and keeps its alpha', async () => {
  const upload = await draw(SIZE, PARTLY_CLEAR).toColourspace('rgb16').png().toBuffer();
  const { bytes } = await renditionOf(upload);
  assert.equal((await sharp(bytes).metadata()).depth, 'uchar');
  await assertQuarters(bytes, { topRight: CLEAR });
});

for (const format of ['jpeg', 'png'] as const) {
  test(`a gray ${format} stays gray and keeps its one channel`, async () => {
    const upload = await draw(SIZE).toColourspace('b-w').toFormat(format).toBuffer();
    const gray = (await colourAt(upload, 5, 5))[0] ?? 0;
    const { bytes } = await renditionOf(upload);
    assert.equal((await sharp(bytes).metadata()).channels, 1);
    assertColour(await colourAt(bytes, 5, 5), [gray, gray, gray], 'the corner');
  });
}

test('a gray PNG of 16 bits keeps its tones', async () => {
  const upload = await draw(SIZE).toColourspace('grey16').png().toBuffer();
  assert.equal((await sharp(upload).metadata()).depth, 'ushort');
  const gray = (await colourAt(upload, 5, 5))[0] ?? 0;
  assertColour(await colourAt((await renditionOf(upload)).bytes, 5, 5), [gray, gray, gray], 'the corner');
});

test('a PNG with a palette keeps one', async () => {
  const upload = await draw(SIZE, PARTLY_CLEAR).png({ palette: true }).toBuffer();
  const { bytes } = await renditionOf(upload);
  assert.equal((await sharp(bytes).metadata()).isPalette, true);
  await assertQuarters(bytes, { topRight: CLEAR });
});

test('a black and white PNG of 1 bit becomes one with a palette', async () => {
  const black = [0, 0, 0] as const;
  const upload = await draw(SIZE, { topLeft: black, topRight: WHITE, bottomLeft: WHITE, bottomRight: black })
    .toColourspace('b-w')
    .png({ palette: true, colours: 2 })
    .toBuffer();
  const { bytes } = await renditionOf(upload);
  assertColour(await colourAt(bytes, 5, 5), black, 'black');
  assertColour(await colourAt(bytes, -6, 5), WHITE, 'white');
  assert.ok(bytes.length < 2 * upload.length, `${upload.length} bytes became ${bytes.length}`);
});

test('a graphic in a WEBP without loss stays without loss, one with loss stays with loss', async () => {
  const graphic = await draw(SIZE).webp({ lossless: true }).toBuffer();
  const same = await renditionOf(graphic, SIZE);
  assert.ok((await sharp(same.bytes).raw().toBuffer()).equals(await sharp(graphic).raw().toBuffer()));
  assert.equal((await readPicture(same.bytes)).isLossless, true);
  const lossy = await renditionOf(await draw(SIZE).webp().toBuffer());
  assert.equal((await readPicture(lossy.bytes)).isLossless, false);
});

test('a photograph in a WEBP without loss becomes one with loss, which has a fraction of its bytes', async () => {
  const noise = sharp({
    create: { ...SIZE, channels: 3, background: 'gray', noise: { type: 'gaussian', mean: 128, sigma: 30 } },
  });
  const raw = await noise.png().toBuffer();
  const lossless = await sharp(raw).webp({ lossless: true }).toBuffer();
  const made = await renditionOf(lossless, SIZE);
  assert.equal((await readPicture(made.bytes)).isLossless, false);
  assert.ok(made.bytes.length < lossless.length / 2, `${lossless.length} bytes became ${made.bytes.length}`);
});

/** 8 bits or fewer; `indexAt` says the index of a pixel. */
const indexedBmp = (bits: number, indexAt: (x: number, y: number) => number): Buffer =>
  encodeBmp({
    bits,
    palette: Array.from({ length: 2 ** bits }, (_, index) => [index & 0xe0, (index << 3) & 0xff, 255 - index]),
    rows: Array.from({ length: SIZE.height }, (_, y) => Array.from({ length: SIZE.width }, (__, x) => indexAt(x, y))),
  });

for (const [name, upload] of Object.entries({
  'of 2 colours': indexedBmp(1, (x, y) => (x * 7 + y) & 1),
  'of 16 colours': indexedBmp(4, (x, y) => (x * 7 + y) & 15),
  'of 256 colours that shows a graphic': indexedBmp(8, (x, y) => (x >> 3) * 20 + (y >> 3)),
})) {
  test(`a BMP ${name} becomes a PNG with its colours`, async () => {
    const { bytes, format } = await renditionOf(upload, SIZE);
    assert.equal(format, 'png');
    const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const decoded = decodeBmp(upload, { maxPixels: 1e6 });
    assert.deepEqual([info.width, info.height], [decoded.width, decoded.height]);
    const difference = data.reduce((sum, value, at) => sum + Math.abs(value - (decoded.data[at] ?? 0)), 0);
    assert.ok(difference / data.length < 2, `${difference / data.length}`);
  });
}

test('a photograph in a BMP of 256 colours becomes a JPEG', async () => {
  assert.equal((await renditionOf(indexedBmp(8, (x, y) => (x * 37 + y * 101 + x * y) & 255))).format, 'jpeg');
});

test('a JPEG followed by a second picture, as phones write it, shows the first', async () => {
  const second = await drawJpeg(SIZE, { orientation: 3 });
  await assertQuarters((await renditionOf(Buffer.concat([await drawJpeg(SIZE), second]))).bytes);
});

test('a picture of one row is not lost', async () => {
  const { width, height } = await renditionOf(await drawPng({ width: 5000, height: 1 }));
  assert.deepEqual([width, height], [80, 1]);
});

test('the pixels of the test pictures are what they are said to be', () => {
  assert.deepEqual([...pixels({ width: 2, height: 2 })], [...RED, 255, ...GREEN, 255, ...BLUE, 255, ...WHITE, 255]);
});
