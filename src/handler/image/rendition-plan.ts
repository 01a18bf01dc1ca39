import { PermanentError } from '../errors/coded-errors.ts';
import type { OutputFormat } from '../formats/format.ts';
import type { RenderOptions } from '../settings/environment.ts';
import { type Limits, remedy } from '../settings/limits.ts';
import { animationCost, type Cost, stillCost } from './cost.ts';
import type { Picture } from './picture.ts';

/** An image or an animation that is made of an upload and stored. */
export type Rendition = {
  bytes: Buffer;
  format: OutputFormat;
  contentType: string;
  width: number;
  /** Height of one frame. */
  height: number;
  frames: number;
};

export type RenditionPlan = {
  format: OutputFormat;
  /** 1 where the format of the rendition knows no animation, or where no more are within the limits. */
  frames: number;
  /** Frames of an animation that become one: more than 1 where all of them are above the limits. */
  every: number;
  /** A sentence on what the limits would have to be for all frames; absent where none is left out. */
  reduced?: string;
  /**
   * True of a still WEBP that came without loss, where its encoder has room: it stays so where it is flat, see encode.ts.
   */
  isLossless: boolean;
  /** Bytes of memory that decoding, scaling and encoding take at the most, beside the upload itself. */
  cost: number;
  /** Milliseconds of a processor that the rendition takes. */
  work: number;
};

/** The plan for all renditions of an upload. `cost` and `work` are those of all its renditions, which are made one after the other. */
export type UploadPlan = { renditions: readonly RenditionPlan[]; cost: number; work: number };

/** An animation of fewer than a tenth of its frames no longer moves: the first frame stands for it. */
const MOST_LEFT_OUT = 10;

/**
 * BMP has no place on the web: it becomes JPEG, or PNG where it has alpha or is a graphic of few colours. All others stay
 * what they are.
 */
export function outputFormat(
  { format: from, isGraphic }: Pick<Picture, 'format' | 'isGraphic'>,
  hasAlpha: boolean,
  to: RenderOptions['outputFormat'],
): OutputFormat {
  if (to !== 'original') return to;
  if (from !== 'bmp') return from;
  return hasAlpha || isGraphic ? 'png' : 'jpeg';
}

/**
 * Decides what is made of a picture, the same at each try. Of an animation above the limits some frames are left out,
 * unless `limits` say to refuse it. Throws TOO_MANY_FRAMES or TOO_MANY_PIXELS for what the function cannot hold, or
 * cannot make in its time, with what would help.
 */
export function planRendition(picture: Picture, options: RenderOptions, limits: Limits): RenditionPlan {
  const format = outputFormat(picture, picture.hasAlpha, options.outputFormat);
  if (picture.frames <= 1 || format === 'jpeg' || format === 'png') return planStill(picture, format, options, limits);

  const cost = (kept: number): Cost => animationCost(picture, format, kept, options);
  const fits = (kept: number, by: Limits): boolean => {
    const { bytes, milliseconds } = cost(kept);
    return bytes <= by.decodedBytes && milliseconds <= by.animationMilliseconds;
  };
  const plan = (every: number) => {
    const frames = Math.ceil(picture.frames / every);
    const { bytes, milliseconds } = cost(frames);
    return { format, frames, every, isLossless: false, cost: bytes, work: milliseconds };
  };
  if (fits(picture.frames, limits)) return plan(1);

  const pixels = picture.width * picture.height * picture.frames;
  const expected = `Expected an animation that takes at most ${allowance(limits, limits.animationMilliseconds)}`;
  const received = `${picture.frames} frames and ${pixels} pixels in all frames that take ${amount(cost(picture.frames))}`;
  const reason = `${expected} but received ${received}: ${remedy(limits, (by) => fits(picture.frames, by))}`;
  if (limits.animationOverLimit === 'refuse') throw new PermanentError('TOO_MANY_FRAMES', reason);
  for (let every = 2; every <= MOST_LEFT_OUT; every++) {
    const frames = Math.ceil(picture.frames / every);
    if (frames > 1 && fits(frames, limits)) return { ...plan(every), reduced: reason };
  }
  return { ...planStill(picture, format, options, limits), reduced: reason };
}

/** Plans each rendition. All but the last are made of a copy of the upload: see renderAll. Throws as planRendition. */
export function planRenditions(picture: Picture, options: readonly RenderOptions[], limits: Limits): UploadPlan {
  const renditions = options.map((each) => planRendition(picture, each, limits));
  const copyBytes = renditions.length > 1 ? picture.fileBytes : 0;
  return {
    renditions,
    cost: Math.max(...renditions.map(({ cost }) => cost)) + copyBytes,
    work: renditions.reduce((sum, { work }) => sum + work, 0),
  };
}

function planStill(picture: Picture, format: OutputFormat, options: RenderOptions, limits: Limits): RenditionPlan {
  const cost = (isLossless: boolean): Cost => stillCost(picture, format, isLossless, options);
  const time = (by: Limits): number => (picture.format === 'jpeg' ? by.jpegMilliseconds : by.stillMilliseconds);
  const fits = ({ bytes, milliseconds }: Cost, by: Limits): boolean =>
    bytes <= by.decodedBytes && milliseconds <= time(by);

  if (!fits(cost(false), limits)) {
    const expected = `Expected a picture that takes at most ${allowance(limits, time(limits))}`;
    const received = `one that takes ${amount(cost(false))} at ${picture.width} × ${picture.height} pixels`;
    const help = remedy(limits, (by) => fits(cost(false), by));
    throw new PermanentError('TOO_MANY_PIXELS', `${expected} but received ${received}: ${help}`);
  }
  const isLossless = format === 'webp' && picture.isLossless && fits(cost(true), limits);
  const { bytes, milliseconds } = cost(isLossless);
  return { format, frames: 1, every: 1, isLossless, cost: bytes, work: milliseconds };
}

const amount = ({ bytes, milliseconds }: Cost): string =>
  `${Math.ceil(bytes / 1e6)} MB of memory and ${(milliseconds / 1000).toFixed(1)} s of a processor`;

const allowance = ({ decodedBytes }: Limits, milliseconds: number): string =>
  amount({ bytes: Math.floor(decodedBytes / 1e6) * 1e6, milliseconds });
