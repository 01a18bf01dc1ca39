import { release } from '../../shared/release.ts';
import { CONTENT_TYPES } from '../formats/format.ts';
import type { RenderOptions } from '../settings/environment.ts';
import { encode } from './encode.ts';
import { sharp } from './libvips.ts';
import type { Picture } from './picture.ts';
import { rawPixels } from './raw-pixels.ts';
import type { Rendition, RenditionPlan } from './rendition-plan.ts';
import { fitFrame, scaleFrames } from './scale-frames.ts';

const RGBA = 4;

/** Browsers show a frame of 10 ms or less for 100: https://webkit.org/b/36082, and Chromium and Firefox as well. */
const LEAST_DELAY = 11;
const DELAY_INSTEAD = 100;
/** The longest delay that sharp takes. */
const MOST_DELAY = 65_535;

/**
 * Milliseconds for which each `every`th frame is shown: as long as it and those that are left out behind it, so
 * that the whole takes as long as before.
 */
export function mergeDelays(delays: readonly number[], every: number): number[] {
  const shown = delays.map((delay) => (delay < LEAST_DELAY ? DELAY_INSTEAD : delay));
  return Array.from({ length: Math.ceil(delays.length / every) }, (_, index) => {
    const group = shown.slice(index * every, (index + 1) * every);
    return Math.min(
      MOST_DELAY,
      group.reduce((sum, delay) => sum + delay, 0),
    );
  });
}

/** How an animation is made. `atATime` frames are decoded together; `seconds` says how long a step may take. */
export type FewerFrames = {
  picture: Picture;
  plan: RenditionPlan;
  options: RenderOptions;
  atATime: number;
  seconds: () => number;
};

/**
 * Makes an animation of which plan.every frames become one, scaled so that none has a part of its neighbours. All frames
 * are decoded, as each is composed of those before. Throws what sharp throws.
 */
export async function renderFewerFrames(
  bytes: Buffer,
  { picture, plan, options, atATime, seconds }: FewerFrames,
): Promise<Rendition> {
  const { format, frames, every } = plan;
  if (format !== 'gif' && format !== 'webp')
    throw new Error(`Expected gif or webp for an animation but received ${format}`);
  const { delay = [], loop = 0 } = await sharp(bytes, { pages: -1 }).metadata();
  const delays = Array.from({ length: picture.frames }, (_, index) => delay[index] ?? DELAY_INSTEAD);
  const { width, height } = picture;
  const frameBytes = width * height * RGBA;
  const fit = fitFrame(picture, options);
  const { out } = fit;
  const outBytes = out.width * out.height * RGBA;
  const made = Buffer.alloc(outBytes * frames);

  for (let page = 0, index = 0; page < picture.frames; page += atATime) {
    const pages = Math.min(atATime, picture.frames - page);
    const limitInputPixels = width * height * pages;
    const { data: some } = await rawPixels(
      sharp(bytes, { failOn: 'error', page, pages, limitInputPixels }),
      true,
      seconds(),
    );
    const kept: Buffer[] = [];
    const first = index;
    for (; index * every < page + pages; index++)
      kept.push(some.subarray((index * every - page) * frameBytes).subarray(0, frameBytes));
    await scaleFrames(kept, { size: picture, fit, out: made.subarray(first * outBytes), seconds });
    release(some);
  }

  const raw = { width: out.width, height: out.height * frames, channels: RGBA, pageHeight: out.height } as const;
  const strip = sharp(made, { raw, limitInputPixels: out.width * out.height * frames });
  const encoded = encode(strip, { format, picture, isLossless: false });
  const { data, info } = await encoded[format]({ loop, delay: every === 1 ? delays : mergeDelays(delays, every) })
    .timeout({ seconds: seconds() })
    .toBuffer({ resolveWithObject: true });
  release(made);
  return {
    bytes: data,
    format,
    contentType: CONTENT_TYPES[format],
    width: info.width,
    height: info.pageHeight ?? out.height,
    frames: info.pages ?? 1,
  };
}
