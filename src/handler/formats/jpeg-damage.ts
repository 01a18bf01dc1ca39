import { surveyJpeg } from './jpeg.ts';

/**
 * Tells whether a warning of libjpeg says that pixels are missing, which it fills up with gray. Stray bytes are none: of
 * cameras that pad their files, and before the end mark only where there is no restart interval. Where there is one, the
 * decoder has looked for the next restart and passed over the pixels.
 */
export function lacksPixels(warning: string, bytes: Buffer): boolean {
  if (/premature end/i.test(warning)) return true;
  return /extraneous bytes before marker 0xd9/.test(warning) && surveyJpeg(bytes).hasRestarts;
}
