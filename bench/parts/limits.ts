import path from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { type Picture, readPicture } from '../../src/handler/image/picture.ts';
import { planRendition, type RenditionPlan } from '../../src/handler/image/rendition-plan.ts';
import { type Limits, limitsOf } from '../../src/handler/settings/limits.ts';
import { encodeBmp } from '../../src/local/samples/encode-bmp.ts';
import { encodeIndexedBmp } from '../images/encode-indexed-bmp.ts';
import { graphic } from '../images/graphic.ts';
import { photograph } from '../images/photograph.ts';
import { buildHandler } from '../measure/build.ts';
import { limitMemory } from '../measure/control-group.ts';
import { OF_GLIBC, residentBytes, startFunctionProcess } from '../measure/function-process.ts';
import type { MemoryS3 } from '../measure/memory-s3.ts';
import { processorsOf } from '../measure/processor-share.ts';
import { markdownTable } from '../report/markdown-table.ts';
import type { Bench } from './bench.ts';

const OPTIONS = { width: 800, height: 600, fit: 'inside', enlarge: false, outputFormat: 'original' } as const;
const FUNCTION_TIMEOUT = 50;
const MEMORY_SIZES = [512, 1769];
/** Pixels of the largest file that is drawn: drawing it takes longer than what is measured. */
const MAX_DRAWN_PIXELS = 420e6;
/** 4:3, of so many pixels across. */
const PROBE = 2400;
const FRAME = { width: 960, height: 720 };
const PROBE_FRAMES = 12;
/** Under which the function finds what it makes. */
const [WARM_UP, PICTURE] = ['warm-up', 'picture'];

type Size = { width: number; height: number };

/** A file of one kind: of so many pixels, or of so many frames. */
type Kind = { name: string; make(size: Size, frames: number): Promise<Buffer>; isAnimated?: true; megabytes?: number };

type Case = Kind & { size: Size; frames: number };

const still = (name: string, encode: (drawn: Sharp) => Sharp, draw = photograph): Kind => ({
  name,
  make: ({ width, height }) => encode(draw(width, height)).toBuffer(),
});

const raw = async ({ width, height }: Size) => ({
  data: await photograph(width, height).raw().toBuffer(),
  width,
  height,
});

/** Numbers of 8 bits that no encoder finds a pattern in, the same in every run. */
function noise(length: number, seed: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  for (let at = 0, state = seed; at < length; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
}

/** How far a photograph moves under the frames, in pixels. */
const WAY = 2000;
let drawnWide: ReturnType<typeof raw> | undefined;

function wide(): ReturnType<typeof raw> {
  drawnWide ??= raw({ width: 1000 + WAY, height: 1000 + WAY });
  return drawnWide;
}

type DrawFrame = (size: Size, frame: number, count: number) => Promise<Buffer>;

const FRAMES: Readonly<Record<string, DrawFrame>> = {
  photograph: async ({ width, height }, frame) => {
    const drawn = await wide();
    const image = sharp(drawn.data, { raw: { width: drawn.width, height: drawn.height, channels: 3 } });
    return image
      .extract({ left: (frame * 4) % WAY, top: (frame * 2) % WAY, width, height })
      .png({ compressionLevel: 0 })
      .toBuffer();
  },
  'photograph with alpha': async (size, frame, count) => {
    const { width, height } = size;
    const alpha = Buffer.from(Array.from({ length: width * height }, (_, at) => (at % width) + at / width + frame * 7));
    const drawn = await sharp(await (FRAMES['photograph'] as DrawFrame)(size, frame, count))
      .raw()
      .toBuffer();
    return sharp(drawn, { raw: { width, height, channels: 3 } })
      .joinChannel(alpha, { raw: { width, height, channels: 1 } })
      .png({ compressionLevel: 0 })
      .toBuffer();
  },
  graphic: ({ width, height }, frame, count) =>
    graphic(width, height, { turn: frame / count })
      .png({ compressionLevel: 0 })
      .toBuffer(),
  noise: ({ width, height }, frame) =>
    sharp(noise(width * height * 3, frame + 1), { raw: { width, height, channels: 3 } })
      .png({ compressionLevel: 0 })
      .toBuffer(),
};

const animation = (format: 'gif' | 'webp', shows: keyof typeof FRAMES): Kind => ({
  name: `${format.toUpperCase()}, frames of a ${shows}`,
  isAnimated: true,
  async make(size, count) {
    const frames: Buffer[] = [];
    for (let frame = 0; frame < count; frame++) frames.push(await (FRAMES[shows] as DrawFrame)(size, frame, count));
    const strip = sharp(frames, { join: { animated: true }, limitInputPixels: false });
    return strip[format](format === 'gif' ? { effort: 1, dither: 0 } : { effort: 0, quality: 75 }).toBuffer();
  },
});

/** One of each way in which a format is coded, as large as the limits and the largest upload take it. */
const KINDS: readonly Kind[] = [
  still('JPEG, quality 90', (drawn) => drawn.jpeg({ quality: 90 })),
  still('JPEG, quality 60', (drawn) => drawn.jpeg({ quality: 60 })),
  still('JPEG, progressive', (drawn) => drawn.jpeg({ quality: 75, progressive: true })),
  still('JPEG, progressive, 4:4:4', (drawn) =>
    drawn.jpeg({ quality: 75, progressive: true, chromaSubsampling: '4:4:4' }),
  ),
  still('JPEG, CMYK', (drawn) => drawn.toColourspace('cmyk').jpeg({ quality: 75 })),
  still('PNG', (drawn) => drawn.png({ compressionLevel: 1 })),
  still('PNG, graphic', (drawn) => drawn.removeAlpha().png({ compressionLevel: 6 }), graphic),
  still('PNG, palette', (drawn) => drawn.png({ palette: true, effort: 1, compressionLevel: 1 })),
  still('PNG, 16 bits, graphic', (drawn) => drawn.toColourspace('rgb16').png({ compressionLevel: 4 }), graphic),
  still(
    'PNG, interlaced, graphic',
    (drawn) => drawn.removeAlpha().png({ compressionLevel: 4, progressive: true }),
    graphic,
  ),
  {
    name: 'WEBP',
    // Soft: of a large picture with fine detail libwebp's encoder makes a part that is longer than the format allows.
    async make({ width, height }) {
      const { data, ...small } = await raw({ width: Math.ceil(width / 4), height: Math.ceil(height / 4) });
      const drawn = sharp(data, { raw: { ...small, channels: 3 } }).resize(width, height, { fit: 'fill' });
      return drawn.webp({ quality: 30, effort: 0 }).toBuffer();
    },
  },
  still('WEBP, without loss, graphic', (drawn) => drawn.removeAlpha().webp({ lossless: true, effort: 0 }), graphic),
  still('GIF, graphic', (drawn) => drawn.removeAlpha().gif({ effort: 1, dither: 0 }), graphic),
  { name: 'BMP', make: async (size) => encodeBmp(await raw(size)) },
  { name: 'BMP, 256 colours', make: async (size) => encodeIndexedBmp(await raw(size)) },
  animation('gif', 'photograph'),
  animation('gif', 'graphic'),
  animation('gif', 'noise'),
  animation('webp', 'photograph'),
  animation('webp', 'photograph with alpha'),
  animation('webp', 'noise'),
];

const quality90 = (drawn: Sharp): Sharp => drawn.jpeg({ quality: 90 });

/** What telephones make. */
const KNOWN: readonly Case[] = [
  { ...still('JPEG of a telephone, 108 MP', quality90), size: { width: 12_000, height: 9000 }, frames: 1 },
  {
    ...still('JPEG of a telephone, 200 MP', (drawn) => drawn.jpeg({ quality: 88 })),
    size: { width: 16_384, height: 12_288 },
    frames: 1,
  },
  { ...still('JPEG, a panorama', quality90), size: { width: 30_000, height: 4000 }, frames: 1 },
  {
    ...still('JPEG, 80 MB of quality 95', (drawn) => drawn.jpeg({ quality: 95, chromaSubsampling: '4:4:4' })),
    size: { width: 15_616, height: 11_712 },
    frames: 1,
    megabytes: 80,
  },
  {
    ...animation('gif', 'photograph'),
    name: 'GIF, 88 MP in 125 frames',
    size: { width: 978, height: 720 },
    frames: 125,
  },
  {
    ...animation('webp', 'photograph'),
    name: 'WEBP, 88 MP in 125 frames',
    size: { width: 978, height: 720 },
    frames: 125,
  },
  {
    ...animation('webp', 'photograph'),
    name: 'WEBP, 53 MP in 380 frames',
    size: { width: 480, height: 290 },
    frames: 380,
  },
];

const limitsWith = (memorySize: number, maximumUploadMegabytes: number): Limits =>
  limitsOf({ memorySize, functionTimeout: FUNCTION_TIMEOUT, maximumUploadMegabytes, animationOverLimit: 'degrade' });

const sized = (width: number): Size => ({ width, height: Math.round((width * 3) / 16) * 4 });

/** The plan where all of it is within the limits. */
function planOf(picture: Picture, limits: Limits): RenditionPlan | undefined {
  try {
    const plan = planRendition(picture, OPTIONS, limits);
    return plan.reduced === undefined && picture.fileBytes <= limits.uploadBytes ? plan : undefined;
  } catch {
    return undefined;
  }
}

/** The most for which something holds, of 1 to `most`. */
function largest(most: number, holds: (count: number) => boolean): number {
  let [good, bad] = [0, most + 1];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (holds(middle)) good = middle;
    else bad = middle;
  }
  return good;
}

/** The largest of a kind by the table, with as many bytes for a pixel as a small one has. */
async function largestOf(kind: Kind, limits: Limits): Promise<Case> {
  const size = kind.isAnimated ? FRAME : sized(PROBE);
  const probe = await readPicture(await kind.make(size, kind.isAnimated ? PROBE_FRAMES : 1));
  const perPixel = probe.fileBytes / (probe.width * probe.height * probe.frames);
  const fits = (by: Partial<Picture>): boolean => {
    const picture = { ...probe, ...by };
    const pixels = picture.width * picture.height * picture.frames;
    // Drawn anew they differ a little in their bytes.
    const fileBytes = Math.ceil(pixels * perPixel * 1.01);
    return pixels <= MAX_DRAWN_PIXELS && planOf({ ...picture, fileBytes }, limits) !== undefined;
  };
  if (kind.isAnimated) return { ...kind, size, frames: largest(1000, (frames) => fits({ frames })) };
  const most = probe.format === 'webp' ? 16_383 : 65_500;
  return { ...kind, size: sized(16 * largest(Math.floor(most / 16), (side) => fits(sized(16 * side)))), frames: 1 };
}

/** Of fewer pixels by some hundredths: a large file may have more bytes for a pixel than the small one that it is reckoned by. */
const smaller = (of: Case): Case =>
  of.isAnimated
    ? { ...of, frames: Math.floor(of.frames * 0.96) }
    : { ...of, size: sized(16 * Math.floor((of.size.width * 0.98) / 16)) };

type Measured = { idle: number; processorMilliseconds: number; peakBytes: number };

/** Sends the picture that is served through a fresh function, which has made a small one before. */
async function measure(handler: string, s3: MemoryS3, limits: Limits): Promise<Measured> {
  const group = limitMemory(limits.memorySize * 2 ** 20);
  const environment = {
    ...OF_GLIBC,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(limits.memorySize),
    MAXIMUM_UPLOAD_MEGABYTES: String(limits.maximumUploadMegabytes),
  };
  const child = await startFunctionProcess({
    file: handler,
    s3,
    environment,
    ...(group && { groupFile: group.groupFile }),
  });
  await child.invoke([WARM_UP]);
  const idle = residentBytes(child.pid);
  const { processorMilliseconds, peakBytes } = await child.invoke([PICTURE]);
  await child.close();
  group?.remove();
  s3.forget();
  return { idle, processorMilliseconds, peakBytes };
}

/**
 * The largest pictures of each kind through the whole function under a limit of its memory: what each takes beside what
 * the handler's table of costs says. Processor time is divided by the function's share of a processor.
 */
export async function benchLimits({ options, folder, s3, write }: Bench): Promise<void> {
  sharp.unblock({ operation: ['VipsForeignLoad'] }); // graphics are drawn from SVG, which the handler has shut
  const handler = await buildHandler(path.join(folder, 'handler'));
  s3.serve(WARM_UP, await photograph(640, 480).jpeg().toBuffer());
  for (const memorySize of options.isQuick ? MEMORY_SIZES.slice(0, 1) : MEMORY_SIZES) {
    const rows: string[][] = [];
    for (const kind of [...KNOWN, ...KINDS]) {
      if (!kind.name.includes(options.only)) continue;
      const limits = limitsWith(memorySize, kind.megabytes ?? 50);
      const isKnown = 'size' in kind;
      let chosen: Case = isKnown ? (kind as Case) : await largestOf(kind, limits);
      let bytes = await chosen.make(chosen.size, chosen.frames);
      let plan = planOf(await readPicture(bytes), limits);
      while (plan === undefined && !isKnown) {
        chosen = smaller(chosen);
        bytes = await chosen.make(chosen.size, chosen.frames);
        plan = planOf(await readPicture(bytes), limits);
      }
      const { name, size, frames } = chosen;
      const what = [name, ((size.width * size.height * frames) / 1e6).toFixed(0), (bytes.length / 1e6).toFixed(1)];
      if (plan === undefined) {
        rows.push([...what, ...Array<string>(5).fill('–'), 'above the limits']);
        continue;
      }
      s3.serve(PICTURE, bytes);
      let measured = await measure(handler, s3, limits);
      // Other work on the machine only adds to what a picture takes: the least of three counts.
      for (let again = 0; again < 2 && measured.processorMilliseconds > plan.work; again++) {
        const other = await measure(handler, s3, limits);
        if (other.processorMilliseconds < measured.processorMilliseconds) measured = other;
      }
      const { idle, processorMilliseconds, peakBytes } = measured;
      const took = Math.max(0, peakBytes - idle - bytes.length);
      const isWithin = processorMilliseconds <= plan.work && took <= plan.cost;
      rows.push([
        ...what,
        (plan.work / 1000).toFixed(1),
        (processorMilliseconds / 1000).toFixed(1),
        (processorMilliseconds / 1000 / Math.min(1, processorsOf(memorySize))).toFixed(1),
        (plan.cost / 1e6).toFixed(0),
        (took / 1e6).toFixed(0),
        `${(peakBytes / 1e6).toFixed(0)}${isWithin ? '' : ', more than planned'}`,
      ]);
      process.stderr.write(`${rows.at(-1)?.join(' | ')}\n`);
    }
    const head = ['MP', 'MB', 'planned s', 's of a processor', 's of the function', 'planned MB', 'MB', 'MB in all'];
    write(markdownTable([`${memorySize} MB, ${FUNCTION_TIMEOUT} s`, ...head], rows));
  }
}
