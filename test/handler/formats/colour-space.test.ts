import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { colourSpaceOf } from '../../../src/handler/formats/colour-space.ts';
import { readPicture } from '../../../src/handler/image/picture.ts';

const drawn = (profile: string) =>
  sharp({ create: { width: 8, height: 8, channels: 3, background: '#4080c0' } }).withIccProfile(profile);

async function profile(name: 'srgb' | 'p3'): Promise<Buffer> {
  const { icc } = await sharp(await drawn(name).png().toBuffer()).metadata();
  assert.ok(icc);
  return icc;
}

const SRGB = await profile('srgb');

/** A table, as most profiles have it, or a plain power. */
function withCurve(values: readonly number[]): Buffer {
  const curve = Buffer.alloc(12 + 2 * values.length);
  curve.write('curv');
  curve.writeUInt32BE(values.length, 8);
  for (const [at, value] of values.entries()) curve.writeUInt16BE(value, 12 + 2 * at);
  return withFirstCurve(curve);
}

/** ICC.1:2022, 10.18. */
function withFormula(type: number, ...numbers: number[]): Buffer {
  const curve = Buffer.alloc(12 + 4 * numbers.length);
  curve.write('para');
  curve.writeUInt16BE(type, 8);
  for (const [at, number] of numbers.entries()) curve.writeInt32BE(Math.round(number * 65_536), 12 + 4 * at);
  return withFirstCurve(curve);
}

/** The same with another first curve at the end. */
function withFirstCurve(curve: Buffer): Buffer {
  const icc = Buffer.concat([SRGB, curve]);
  for (let at = 132; at < 252; at += 12) {
    if (icc.toString('latin1', at, at + 4) !== 'rTRC') continue;
    icc.writeUInt32BE(icc.length, 0);
    icc.writeUInt32BE(SRGB.length, at + 4);
    icc.writeUInt32BE(curve.length, at + 8);
  }
  return icc;
}

const table = (length: number, of: (value: number) => number): number[] =>
  Array.from({ length }, (_, at) => Math.round(of(at / (length - 1)) * 65_535));
const light = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);

test('a profile is told by its colourants and curves, be these formulas or tables', async () => {
  assert.equal(colourSpaceOf(await profile('p3')), 'Display P3');
  assert.equal(colourSpaceOf(SRGB), 'sRGB');
  assert.equal(colourSpaceOf(withCurve(table(1024, light))), 'sRGB');
});

test('the curve of sRGB is known by either formula that has a line, with any offsets', () => {
  const srgb = [2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045];
  assert.equal(colourSpaceOf(withFormula(3, ...srgb)), 'sRGB');
  assert.equal(colourSpaceOf(withFormula(4, ...srgb, 0, 0)), 'sRGB');
  assert.equal(colourSpaceOf(withFormula(4, ...srgb, 0.05, 0)), undefined);
  assert.equal(colourSpaceOf(withFormula(4, 2.2, 1, 0, 0, 0, 0, 0)), undefined);
});

test('other colours, other curves, tables of colours and other kinds of profile are not sRGB', async () => {
  const renamed = (from: string, to: string): Buffer =>
    Buffer.from(SRGB.toString('latin1').replace(from, to), 'latin1');
  const others = {
    'other colourants': renamed('rXYZ', 'bXYZ'),
    'a power of 2.2 in a table': withCurve(table(1024, (value) => value ** 2.2)),
    'a power of 2.2': withCurve([Math.round(2.2 * 256)]),
    'no curve': withCurve([]),
    'a table of colours': renamed('cprt', 'A2B0'),
    'another version': renamed('\x04\x20\x00\x00mntr', '\x05\x20\x00\x00mntr'),
    'a printer': renamed('mntr', 'prtr'),
    'no green': renamed('gXYZ', 'zXYZ'),
    'a profile of gray': renamed('RGB XYZ ', 'GRAYXYZ '),
    'no profile at all': Buffer.from('sRGB'.repeat(200)),
  };
  for (const [what, icc] of Object.entries(others)) assert.equal(colourSpaceOf(icc), undefined, what);
});

test('a profile that ends anywhere is not sRGB, and no error', () => {
  for (let length = 0; length < SRGB.length - 8; length++) {
    assert.equal(colourSpaceOf(SRGB.subarray(0, length)), undefined, String(length));
  }
});

test('pictures say whether their profile changes their colours', async () => {
  const of = async (bytes: Buffer) => (await readPicture(bytes)).profile;
  assert.equal(await of(await drawn('srgb').jpeg().toBuffer()), 'sRGB');
  assert.equal(await of(await drawn('p3').webp().toBuffer()), 'Display P3');
  assert.equal(await of(await drawn('cmyk').toColourspace('cmyk').jpeg().toBuffer()), 'other');
  assert.equal(await of(await drawn('srgb').toColourspace('rgb16').png().toBuffer()), 'sRGB');
  assert.equal(
    await of(
      await sharp(await drawn('srgb').png().toBuffer())
        .png()
        .toBuffer(),
    ),
    'none',
  );
});
