import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PermanentError } from '../../../src/handler/errors/coded-errors.ts';
import type { Picture } from '../../../src/handler/image/picture.ts';
import { planRendition } from '../../../src/handler/image/rendition-plan.ts';
import type { RenderOptions } from '../../../src/handler/settings/environment.ts';
import { type Limits, limitsOf } from '../../../src/handler/settings/limits.ts';
import { LIMITS } from '../environment.ts';
import { OPTIONS } from './renderings.ts';

const PICTURE: Picture = {
  format: 'jpeg',
  width: 1000,
  height: 1000,
  frames: 1,
  animationFrames: 1,
  hasAlpha: false,
  isPalette: false,
  isGray: false,
  isLossless: false,
  isDeep: false,
  profile: 'none',
  isColour: true,
  orientation: 1,
  fileBytes: 100_000,
  bytesPerPixel: 3,
  samplesPerPixel: 1.5,
  scans: 1,
  isArithmetic: false,
  hasGainMap: false,
  isOnCanvas: false,
  heldBytesPerPixel: 0,
  rowBytesPerPixel: 9.6,
};
const BOX = { ...OPTIONS, width: 800, height: 600 };
const PNG: Partial<Picture> = { format: 'png', rowBytesPerPixel: 8.25 };
const DEEP: Partial<Picture> = { ...PNG, isDeep: true, hasAlpha: true, bytesPerPixel: 8, rowBytesPerPixel: 24 };
const BMP: Partial<Picture> = { format: 'bmp', heldBytesPerPixel: 3, rowBytesPerPixel: 8.25 };
const GIF: Partial<Picture> = { format: 'gif', bytesPerPixel: 3, heldBytesPerPixel: 4.2, rowBytesPerPixel: 8.25 };
const PROGRESSIVE: Partial<Picture> = { heldBytesPerPixel: 3, scans: 10 };
/** Of phones and of Photoshop: quality 90, 8 pixels a byte, and quality 95 without subsampling, 2.3 pixels a byte. */
const dense = (width: number, height: number, pixelsPerByte: number): Partial<Picture> => ({
  width,
  height,
  fileBytes: Math.ceil((width * height) / pixelsPerByte),
});

const withMemory = (memorySize: number, more: Partial<Limits> = {}): Limits =>
  limitsOf({ ...LIMITS, memorySize, ...more });

const codeOf = (plan: () => unknown): string => {
  try {
    plan();
    return 'planned';
  } catch (error) {
    assert.ok(error instanceof PermanentError, String(error));
    return error.code;
  }
};

const planOf = (picture: Partial<Picture>, limits: Limits, options: RenderOptions = BOX) =>
  planRendition({ ...PICTURE, ...picture }, options, limits);

/** What telephones, cameras and scanners make, and what bombs are: at 512 MB and at 1,769 MB. */
const cases: [title: string, picture: Partial<Picture>, of512: string, of1769: string][] = [
  ['108 megapixels of a telephone', dense(12_000, 9000, 3.8), 'planned', 'planned'],
  ['200 megapixels of a telephone', dense(16_384, 12_288, 3.8), 'planned', 'planned'],
  ['a panorama of 30,000 × 4,000', dense(30_000, 4000, 3.8), 'planned', 'planned'],
  ['a flat JPEG of 65,500 × 65,500', { width: 65_500, height: 65_500 }, 'TOO_MANY_PIXELS', 'planned'],
  ['a JPEG of wide rows, which its decoder makes smaller', { width: 65_500, height: 1144 }, 'planned', 'planned'],
  ['64 megapixels of a progressive JPEG', { ...PROGRESSIVE, ...dense(9248, 6936, 7) }, 'planned', 'planned'],
  [
    '48.8 megapixels of a progressive JPEG without subsampling',
    { ...PROGRESSIVE, ...dense(8064, 6048, 6.7), heldBytesPerPixel: 6, samplesPerPixel: 3 },
    'TOO_MANY_PIXELS',
    'planned',
  ],
  ['108 megapixels of a progressive JPEG', { ...PROGRESSIVE, ...dense(12_000, 9000, 7) }, 'TOO_MANY_PIXELS', 'planned'],
  ['75 megapixels of a PNG of 16 bits with alpha', { ...DEEP, width: 8660, height: 8660 }, 'planned', 'planned'],
  ['100 megapixels of a PNG', { ...PNG, ...dense(11_000, 9100, 2) }, 'planned', 'planned'],
  [
    '50 megapixels of an interlaced PNG of 16 bits',
    { ...PNG, width: 10_000, height: 5000, heldBytesPerPixel: 8, bytesPerPixel: 8 },
    'TOO_MANY_PIXELS',
    'planned',
  ],
  ['a PNG of wide rows', { ...DEEP, width: 65_535, height: 240 }, 'TOO_MANY_PIXELS', 'planned'],
  ['68 megapixels of a BMP', { ...BMP, width: 8240, height: 8240 }, 'planned', 'planned'],
  ['144 megapixels of a BMP of run lengths', { ...BMP, width: 12_000, height: 12_000 }, 'TOO_MANY_PIXELS', 'planned'],
  ['400 megapixels of the same', { ...BMP, width: 20_000, height: 20_000 }, 'TOO_MANY_PIXELS', 'TOO_MANY_PIXELS'],
  ['48 megapixels of a GIF', { ...GIF, width: 6900, height: 6900 }, 'planned', 'planned'],
  ['81 megapixels of a GIF', { ...GIF, width: 9000, height: 9000 }, 'TOO_MANY_PIXELS', 'planned'],
];

for (const [title, picture, of512, of1769] of cases) {
  test(`${title}: ${of512} with 512 MB, ${of1769} with 1,769`, () => {
    assert.deepEqual(
      [512, 1769].map((memorySize) => codeOf(() => planOf(picture, withMemory(memorySize)))),
      [of512, of1769],
    );
  });
}

test('80 MB of quality 95 are planned with 512 MB where MaximumUploadMegabytes says so', () => {
  const picture = { ...dense(13_100, 9800, 1.6), samplesPerPixel: 3 };
  assert.ok((picture.fileBytes ?? 0) > 80e6);
  assert.equal(
    codeOf(() => planOf(picture, withMemory(512, { maximumUploadMegabytes: 80 }))),
    'planned',
  );
});

/** Each still format in each way that it is coded. */
const KINDS: Readonly<Record<string, Partial<Picture>>> = {
  'baseline JPEG': {},
  'arithmetic JPEG': { isArithmetic: true },
  'progressive JPEG': PROGRESSIVE,
  'JPEG of CMYK': { isColour: false, profile: 'other', bytesPerPixel: 4, samplesPerPixel: 4, rowBytesPerPixel: 12.8 },
  PNG,
  'PNG of 16 bits with alpha': DEEP,
  'interlaced PNG': { ...PNG, heldBytesPerPixel: 3 },
  'WEBP with loss': { format: 'webp', rowBytesPerPixel: 0 },
  'WEBP without loss': { format: 'webp', isLossless: true, heldBytesPerPixel: 4, rowBytesPerPixel: 0 },
  GIF,
  BMP: { ...BMP, heldBytesPerPixel: 0 },
  'BMP of run lengths': BMP,
};

/** The largest side of a square that is planned, and what is said one pixel above it. */
function boundary(kind: Partial<Picture>, limits: Limits): { side: number; above: string } {
  const plan = (side: number) => planOf({ ...kind, width: side, height: side }, limits);
  let [side, over] = [1, 2 ** 17];
  while (over - side > 1) {
    const middle = Math.floor((side + over) / 2);
    if (codeOf(() => plan(middle)) === 'planned') side = middle;
    else over = middle;
  }
  const { cost, work } = plan(side);
  assert.ok(cost <= limits.decodedBytes && work <= limits.stillMilliseconds, `${cost} bytes, ${work} ms`);
  let above = '';
  assert.throws(
    () => plan(over),
    (error: PermanentError) => {
      assert.equal(error.code, 'TOO_MANY_PIXELS');
      above = error.message;
      return true;
    },
  );
  return { side, above };
}

for (const [name, kind] of Object.entries(KINDS)) {
  test(`a larger function takes a larger ${name}, and one that is refused is taken where the reason says`, () => {
    const small = boundary(kind, withMemory(512));
    const large = boundary(kind, withMemory(1769));
    assert.ok(large.side > small.side, `${small.side} and ${large.side}`);
    assert.ok(small.side ** 2 > 12e6, `${small.side}`);
    const [, size] = /: raise MemorySize from 512 to (\d+)$/.exec(small.above) ?? [];
    const above = { ...kind, width: small.side + 1, height: small.side + 1 };
    assert.equal(
      codeOf(() => planOf(above, withMemory(Number(size)))),
      'planned',
      small.above,
    );
    assert.equal(
      codeOf(() => planOf(above, withMemory(Number(size) - 64))),
      'TOO_MANY_PIXELS',
    );
  });
}

test('where no memory helps, the reason names a time, or says that nothing does', () => {
  const bomb = { ...BMP, width: 20_000, height: 20_000 };
  const time = boundary({ isArithmetic: true, samplesPerPixel: 3 }, withMemory(10_240, { functionTimeout: 10 })).above;
  assert.match(time, /: raise FunctionTimeout from 10 to 20$/);
  assert.throws(() => planOf({ ...bomb, width: 65_535, height: 65_535 }, withMemory(512)), {
    message: /: no function is large enough$/,
  });
});

test('a JPEG that is cropped is counted by what its decoder makes smaller', () => {
  const wide = { width: 65_500, height: 1140 };
  const limits = withMemory(512);
  assert.equal(
    codeOf(() => planOf(wide, limits)),
    'planned',
  );
  assert.equal(
    codeOf(() => planOf(wide, limits, { ...BOX, fit: 'cover' })),
    'TOO_MANY_PIXELS',
  );
});

test('as much is in flight as takes a second: two photographs of 20 megapixels, or an animation alone', () => {
  const limits = withMemory(512);
  const work = (picture: Partial<Picture>) => planOf(picture, limits).work;
  assert.ok(work({ width: 5472, height: 3648, fileBytes: 3e6 }) <= limits.workInFlight / 2);
  assert.ok(work({ ...GIF, width: 800, height: 600, frames: 10 }) >= limits.workInFlight);
  assert.ok(work({ width: 1000, height: 800 }) <= limits.workInFlight / 3);
});

const animation = (width: number, height: number, frames: number, more: Partial<Picture> = {}): Partial<Picture> => ({
  ...GIF,
  width,
  height,
  frames,
  animationFrames: frames,
  fileBytes: Math.ceil((width * height * frames) / 2),
  ...more,
});

test('of WEBP 88 megapixels in 125 frames and 53 in 380 are kept with 1,769 MB, and 56 in 81 with 512', () => {
  const webp = (...[width, height, frames]: [number, number, number]) =>
    animation(width, height, frames, { format: 'webp', fileBytes: Math.ceil((width * height * frames) / 8) });
  const everyOf = (picture: Partial<Picture>, memorySize: number) => planOf(picture, withMemory(memorySize)).every;
  assert.equal(everyOf(webp(978, 720, 125), 1769), 1);
  assert.equal(everyOf(webp(480, 290, 380), 1769), 1);
  assert.equal(everyOf(webp(960, 720, 81), 512), 1);
});

for (const format of ['gif', 'webp'] as const) {
  test(`what cover cuts off of the frames of a ${format} is counted, and what fill makes of one side alone`, () => {
    const wide = animation(4000, 600, 30, { format, fileBytes: 1e6 });
    const costWith = (fit: 'inside' | 'cover' | 'fill') => planOf(wide, withMemory(1769), { ...BOX, fit }).cost;
    // 4 bytes for each pixel of what is scaled to 4,000 × 600.
    for (const fit of ['cover', 'fill'] as const) assert.ok(costWith(fit) > 4 * 4000 * 600 * 30, fit);
    assert.ok(costWith('inside') < 4 * 4000 * 600 * 30);
  });
}

test('88 megapixels in 125 frames and 53 in 380 are kept with 1,769 MB, and lose frames with 512', () => {
  for (const gif of [animation(978, 720, 125), animation(400, 350, 380)]) {
    const large = planOf(gif, withMemory(1769));
    assert.deepEqual([large.frames, large.every, large.reduced], [gif.frames, 1, undefined]);
    const small = planOf(gif, withMemory(512));
    assert.ok(small.every > 1 && small.frames === Math.ceil((gif.frames ?? 0) / small.every), JSON.stringify(small));
    assert.match(small.reduced ?? '', /^Expected .+ but received .+: raise MemorySize from 512 to 1[0-9]{3}$/);
    assert.ok(small.work <= withMemory(512).animationMilliseconds);
  }
});

test('of what is far above the limits the first frame is left, and nothing where that is too large too', () => {
  const limits = withMemory(512);
  const many = planOf(animation(3000, 2000, 500, { fileBytes: 5e6 }), limits);
  assert.deepEqual([many.frames, many.every], [1, 1]);
  assert.ok(many.reduced !== undefined);
  assert.equal(
    codeOf(() => planOf(animation(9000, 9000, 50, { fileBytes: 5e6 }), limits)),
    'TOO_MANY_PIXELS',
  );
});

test('where the function is to refuse, an animation above the limits is refused whole', () => {
  const limits = withMemory(512, { animationOverLimit: 'refuse' });
  assert.throws(() => planOf(animation(978, 720, 125), limits), {
    code: 'TOO_MANY_FRAMES',
    message: /125 frames and 88020000 pixels in all frames that take .+: raise MemorySize from 512 to 1[0-9]{3}$/,
  });
});

test('frames that grow are counted as large as they become', () => {
  const small = animation(10, 10, 300);
  const limits = withMemory(512);
  assert.equal(planOf(small, limits).every, 1);
  assert.ok(planOf(small, limits, { ...BOX, enlarge: true }).reduced !== undefined);
  assert.ok(planOf(small, limits, { ...BOX, fit: 'contain' }).reduced !== undefined);
});

test('frames that are not kept are not counted', () => {
  const limits = withMemory(512);
  const { frames, format, reduced } = planOf(animation(1000, 1000, 1900, { fileBytes: 5e6 }), limits, {
    ...BOX,
    outputFormat: 'png',
  });
  assert.deepEqual([frames, format, reduced], [1, 'png', undefined]);
});

test('no plan takes more memory or time than there is', () => {
  const sizes = [
    [1, 1],
    [800, 600],
    [10_000, 7500],
    [1, 65_535],
    [65_535, 1],
    [65_535, 65_535],
  ] as const;
  for (const limits of [withMemory(512), withMemory(1769), withMemory(10_240, { functionTimeout: 900 })]) {
    for (const [width, height] of sizes) {
      for (const kind of [
        ...Object.values(KINDS),
        animation(1, 1, 300),
        { ...animation(1, 1, 300), format: 'webp' as const },
      ]) {
        for (const options of [
          BOX,
          { ...BOX, fit: 'cover' as const },
          { ...BOX, width: 4096, height: 4096, enlarge: true },
        ]) {
          const code = codeOf(() => {
            const plan = planOf({ ...kind, width, height }, limits, { ...options, outputFormat: 'webp' });
            const most = plan.frames > 1 ? limits.animationMilliseconds : limits.stillMilliseconds;
            assert.ok(plan.cost <= limits.decodedBytes && plan.work <= most, JSON.stringify({ plan, limits }));
          });
          assert.match(code, /planned|TOO_MANY/);
        }
      }
    }
  }
});

test('a WEBP without loss is given some where the box is too large for the memory or the time of its encoder', () => {
  const webp = { ...KINDS['WEBP without loss'], width: 3000, height: 3000 };
  assert.equal(planOf(webp, withMemory(512)).isLossless, true);
  assert.equal(planOf(webp, withMemory(512), { ...BOX, width: 4096, height: 4096 }).isLossless, false);
});
