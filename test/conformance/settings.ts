import { FITS, OUTPUT_FORMATS, type RenderOptions } from '../../src/handler/settings/environment.ts';
import type { Row } from './upload.ts';

/** Around pictures of 61 × 45 or 45 × 61 pixels. */
const BOXES: Readonly<Record<string, readonly [width: number, height: number]>> = {
  smaller: [24, 18],
  larger: [100, 80],
  narrow: [30, 70],
  low: [90, 26],
  tiny: [7, 5],
  line: [80, 2],
  huge: [1600, 1400],
};

/** How the handler is set, by the names of dimensions. */
export const SETTINGS: Readonly<Record<string, readonly string[]>> = {
  box: Object.keys(BOXES),
  fit: FITS,
  enlarge: ['false', 'true'],
  output: OUTPUT_FORMATS,
};

/** A box of megapixels that is filled takes a second to compare, and shows nothing more. */
export const isQuick = ({ box, fit, enlarge }: Row): boolean =>
  box !== 'huge' || (enlarge === 'false' && fit !== 'contain');

const oneOf = <const T extends string>(choices: readonly T[], value: string | undefined): T => {
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw new Error(`Expected one of ${choices.join(', ')} but received ${value}`);
  return found;
};

export function optionsOf({ box = '', fit, enlarge, output }: Row): RenderOptions {
  const [width = 0, height = 0] = BOXES[box] ?? [];
  return {
    width,
    height,
    fit: oneOf(FITS, fit),
    enlarge: enlarge === 'true',
    outputFormat: oneOf(OUTPUT_FORMATS, output),
  };
}
