import type { Rendition } from '../../src/handler/image/rendition-plan.ts';
import type { RenderOptions } from '../../src/handler/settings/environment.ts';
import { difference, fitted, fittedSize, flattened, withoutHalves } from './compare.ts';
import type { Decoded, Frame } from './decoded.ts';

/** What two pictures may differ by, 0..255: see Difference. */
export type Tolerance = { mean: number; line: number; alpha: number };

/**
 * By the format of the rendition. Of slopes without loss next to nothing is left; palettes and half pixels of alpha take
 * the rest. JPEG and WEBP have a quarter of the colours' samples, which shows at edges, most in a picture of 24 × 18.
 */
export const TOLERANCES: Readonly<Record<Rendition['format'], Tolerance>> = {
  png: { mean: 4, line: 16, alpha: 4 },
  gif: { mean: 5, line: 30, alpha: 5 },
  jpeg: { mean: 15, line: 48, alpha: 0 },
  webp: { mean: 13, line: 52, alpha: 6 },
};

/** Browsers show what is due in less for a tenth of a second. */
const SHORTEST_DELAY = 11;
const lasting = ({ delay }: Frame): number => (delay < SHORTEST_DELAY ? 100 : delay);
const delays = ({ frames }: Decoded): number[] => frames.map(lasting);

/** WEBP's encoder shows equal frames as one, for as long as all of them: https://developers.google.com/speed/webp/docs/container-api */
function merged(frames: readonly Frame[]): Frame[] {
  const out: Frame[] = [];
  for (const frame of frames) {
    const last = out.at(-1);
    if (last && Buffer.compare(last.rgba, frame.rgba) === 0)
      out.splice(-1, 1, { ...last, delay: lasting(last) + lasting(frame) });
    else out.push(frame);
  }
  return out;
}

/**
 * What is wrong with a rendition, in words: its size, frames, times and pixels have to be those of the picture as people
 * see it, fitted into the box.
 */
export async function judge(
  rendition: { format: Rendition['format']; shown: Decoded },
  picture: Decoded,
  { orientation = 1, ...options }: RenderOptions & { orientation?: number },
  { mean, line, alpha }: Tolerance = TOLERANCES[rendition.format],
): Promise<string[]> {
  const { format, shown } = rendition;
  const size = fittedSize(picture, options);
  if (shown.width !== size.width || shown.height !== size.height) {
    return [`Expected ${size.width} × ${size.height} pixels but received ${shown.width} × ${shown.height}`];
  }
  const isAnimated = (format === 'gif' || format === 'webp') && picture.frames.length > 1;
  const all = isAnimated ? picture.frames : picture.frames.slice(0, 1);
  const frames = format === 'webp' && shown.frames.length < all.length ? merged(all) : all;
  if (shown.frames.length !== frames.length) {
    return [`Expected ${frames.length} frames but received ${shown.frames.length}`];
  }
  const problems: string[] = [];
  if (isAnimated && String(delays(shown)) !== String(delays({ ...picture, frames }))) {
    problems.push(`Expected frames of ${delays({ ...picture, frames })} ms but received ${delays(shown)}`);
  }
  if (isAnimated && shown.loop !== picture.loop) {
    problems.push(`Expected ${picture.loop} repetitions but received ${shown.loop}`);
  }
  const expected = await fitted({ ...picture, frames }, options, orientation);
  for (const [nth, { rgba }] of expected.frames.entries()) {
    const wanted = format === 'jpeg' ? flattened(rgba) : format === 'gif' ? withoutHalves(rgba) : rgba;
    const found = difference(shown.frames[nth]?.rgba ?? new Uint8Array(), wanted, size.width);
    if (found.mean <= mean && found.line <= line && found.alpha <= alpha) continue;
    const numbers = ({ mean, line, alpha }: Tolerance): string =>
      [mean, line, alpha].map((n) => n.toFixed(1)).join(', ');
    const expectedOf = `Expected frame ${nth + 1} within ${numbers({ mean, line, alpha })} (mean, worst line, alpha)`;
    problems.push(`${expectedOf} but received ${numbers(found)}`);
  }
  return problems;
}
