import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { readPicture } from '../../../src/handler/image/picture.ts';
import { render } from '../../../src/handler/image/render.ts';
import { planRendition } from '../../../src/handler/image/rendition-plan.ts';
import { ownedBytes } from '../../../src/shared/owned-bytes.ts';
import { LIMITS } from '../environment.ts';

const BOX = { width: 200, height: 150, fit: 'inside', enlarge: false, outputFormat: 'original' } as const;
const SIZE = { width: 640, height: 480 };

/** Soft colours, in which a wrong conversion shows, and noise that a filter helps with. */
const pixels = Buffer.from(
  Uint8Array.from({ length: SIZE.width * SIZE.height * 3 }, (_, at) => {
    const [x, y] = [Math.floor(at / 3) % SIZE.width, Math.floor(at / 3 / SIZE.width)];
    return 128 + 90 * Math.sin(x / 90 + (at % 3)) * Math.cos(y / 70) + ((at * 7919) % 11);
  }),
);
const photograph = () => sharp(pixels, { raw: { ...SIZE, channels: 3 } });
/** Lines and boxes on white. */
const screen = () => {
  const { width, height } = SIZE;
  const colours = [0x10, 0x50, 0xb0];
  const lines = Buffer.alloc(width * height * 3, 255);
  for (let at = 0; at < lines.length; at++) {
    const [x, y] = [Math.floor(at / 3) % width, Math.floor(at / 3 / width)];
    if ((x * 7 + y * 3) % 211 < 9 || (x % 160 < 60 && y % 96 < 30))
      lines[at] = colours[(at + Math.floor(x / 160)) % 3] ?? 0;
  }
  return sharp(lines, { raw: { ...SIZE, channels: 3 } });
};

async function make(bytes: Buffer) {
  const picture = await readPicture(bytes);
  const plan = planRendition(picture, BOX, LIMITS);
  return render(ownedBytes(Buffer.from(bytes)), { picture, plan, options: BOX, milliseconds: 10_000 });
}

const rawOf = (bytes: Buffer) => sharp(bytes).raw().toBuffer({ resolveWithObject: true });

/** The mean difference of two pictures of one size. */
async function difference(one: Buffer, other: Buffer): Promise<number> {
  const [a, b] = [await rawOf(one), await rawOf(other)];
  assert.deepEqual([a.info.width, a.info.height, a.info.channels], [b.info.width, b.info.height, b.info.channels]);
  return a.data.reduce((sum, value, at) => sum + Math.abs(value - (b.data[at] ?? 0)), 0) / a.data.length;
}

for (const format of ['jpeg', 'png', 'webp'] as const) {
  const isKept = format !== 'webp';
  const becomes = isKept ? 'keeps its colours, and says so' : 'gets the colours of sRGB, and keeps no profile';
  test(`a ${format} in Display P3 ${becomes}`, async () => {
    const upload = await photograph()
      .withIccProfile('p3')
      .toFormat(format, format === 'png' ? {} : { quality: 95 })
      .toBuffer();
    const { bytes } = await make(upload);
    assert.equal((await sharp(bytes).metadata()).hasProfile, isKept);
    const expected = await sharp(upload).resize(200, 150).png().toBuffer();
    const unconverted = await sharp(upload, { ignoreIcc: true }).resize(200, 150).png().toBuffer();
    const [right, wrong] = [await difference(bytes, expected), await difference(bytes, unconverted)];
    assert.ok(right < 2.5 && wrong > 2 * right, `${right} ${wrong}`);
  });
}

test('a profile with transparency, and one of gray, give what they gave', async () => {
  const { width, height } = SIZE;
  const alpha = Buffer.from(Uint8Array.from({ length: width * height }, (_, at) => (at % width) / 3));
  const uploads = [
    await photograph()
      .joinChannel(alpha, { raw: { ...SIZE, channels: 1 } })
      .withIccProfile('p3')
      .png()
      .toBuffer(),
    await photograph().grayscale().png().toBuffer(),
  ];
  for (const upload of uploads) {
    const { bytes } = await make(upload);
    const expected = await sharp(upload).resize(200, 150).png().toBuffer();
    const channels = (await sharp(upload).metadata()).channels;
    assert.equal((await sharp(bytes).metadata()).channels, channels);
    const whole = await sharp(bytes).toColourspace('srgb').png().toBuffer();
    assert.ok((await difference(whole, await sharp(expected).toColourspace('srgb').png().toBuffer())) < 1.5);
  }
});

test('the profile of a rendition is not the bytes of the upload', async () => {
  const upload = await photograph().withIccProfile('p3').jpeg().toBuffer();
  const { icc: ours } = await sharp(upload).metadata();
  const at = upload.indexOf('\0C\0C\x000'); // its copyright
  assert.ok(at > 0);
  upload.write('A', at + 1);
  const { bytes } = await make(upload);
  const { icc } = await sharp(bytes).metadata();
  assert.ok(ours && icc?.equals(ours));
});

test('a JPEG of other colours gets those of sRGB', async () => {
  const p3 = await photograph().withIccProfile('p3').jpeg({ quality: 95 }).toBuffer();
  const green = p3.indexOf(Buffer.from('00004abf', 'hex')); // of the colourants: s15Fixed16
  assert.ok(green > 0);
  p3.writeUInt32BE(0x6000, green);
  const { bytes } = await make(p3);
  assert.equal((await sharp(bytes).metadata()).hasProfile, false);
  const expected = await sharp(p3).resize(200, 150).png().toBuffer();
  assert.ok((await difference(bytes, expected)) < 2.5);
});

test('a profile that is none does not keep a picture from being made', async () => {
  const upload = await photograph().withIccProfile('p3').jpeg().toBuffer();
  const at = upload.indexOf('ICC_PROFILE');
  for (const damage of [16, 30, 60, 120]) {
    const damaged = Buffer.from(upload);
    damaged.fill(0x55, at + damage, at + damage + 12);
    const { bytes, width } = await make(damaged);
    assert.equal(width, 200);
    const expected = await sharp(damaged).resize(200, 150).png().toBuffer();
    assert.ok((await difference(bytes, expected)) < 2, `${damage}`);
  }
});

test('a PNG of a photograph is filtered, and one of a screen is not: each is the smaller of both', async () => {
  for (const picture of [photograph, screen]) {
    const upload = await picture().png().toBuffer();
    const { bytes } = await make(upload);
    const sizes = [];
    for (const adaptiveFiltering of [true, false]) {
      const other = await sharp(upload).resize(200, 150).png({ compressionLevel: 6, adaptiveFiltering }).toBuffer();
      sizes.push(other.length);
    }
    assert.ok(bytes.length <= Math.min(...sizes) * 1.02, `${bytes.length} ${sizes}`);
  }
});
