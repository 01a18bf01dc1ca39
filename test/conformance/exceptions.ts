import { isCmyk } from './jpeg-files.ts';
import type { Tolerance } from './judge.ts';
import type { Row } from './upload.ts';

/** What was drawn before it was encoded, or what Chromium shows of the upload. */
export type Reference = 'drawn' | 'chromium';
export const REFERENCES: readonly Reference[] = ['drawn', 'chromium'];

export type Exception = {
  reason: string;
  of: readonly Reference[];
  isOf: (family: string, row: Row) => boolean;
  /** Without it the reference judges nothing there. */
  tolerance?: Tolerance;
};

/**
 * Where a reference cannot judge, or not as closely as elsewhere. All other rows are judged by both. An exception that no
 * row needs any more fails a test.
 */
export const EXCEPTIONS: readonly Exception[] = [
  {
    reason:
      'Of a handful of pixels JPEG and WEBP keep next to no colours, and a JPEG is decoded in an eighth of its size.',
    of: REFERENCES,
    isOf: (_family, { box }) => box === 'tiny' || box === 'line',
    tolerance: { mean: 50, line: 62, alpha: 18 },
  },
  {
    reason: 'Ink without a profile has no certain colours: browsers multiply, libvips takes the profile of a press.',
    of: REFERENCES,
    isOf: (family, row) => family === 'JPEG' && isCmyk(row),
    tolerance: { mean: 20, line: 48, alpha: 0 },
  },
  {
    reason: 'Chromium leaves a WEBP as it lies. Its EXIF chunk says how to turn it, as in any other file.',
    of: ['chromium'],
    isOf: (family, { orientation }) => family === 'WEBP' && orientation !== '1',
  },
  {
    reason: "Chromium's ImageDecoder leaves out the profile of an animated WEBP.",
    of: ['chromium'],
    isOf: (family, { frames, profile }) => family === 'WEBP' && frames !== '1' && profile !== 'none',
  },
];
