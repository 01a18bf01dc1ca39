import { family, file, type HostileFile, type Outcome } from '../hostile-file.ts';
import { patch, text, u8 } from '../make/bytes.ts';
import { spoilt } from '../make/good.ts';
import { afterSoi, type FlatJpeg, flatJpeg, jpegSegments, segment } from '../make/jpeg.ts';

const SIZE = { width: 64, height: 64 };
const RARE: Outcome[] = ['processed', 'UNSUPPORTED_FORMAT'];
const rare = (name: string, jpeg: Partial<FlatJpeg>): Omit<HostileFile, 'family'> =>
  file(
    name,
    'A right JPEG of a rare kind: it is not corrupt, and whoever looks into the queue must be told so.',
    () => flatJpeg({ ...SIZE, ...jpeg }),
    RARE,
  );

/** Lossless JPEG has the number of a predictor where others have that of a coefficient. */
const FIRST_PREDICTOR = [{ components: [1, 2, 3], from: 1, to: 0 }];

const ADOBE = 0xee;
/** 0 is CMYK, 1 is YCbCr, 2 is YCCK. */
const transform =
  (value: number) =>
  (bytes: Buffer): Buffer => {
    const adobe = jpegSegments(bytes).find(({ marker }) => marker === ADOBE);
    return adobe
      ? patch(bytes, adobe.end - 1, u8(value))
      : afterSoi(bytes, segment(ADOBE, Buffer.concat([text('Adobe\0\x64\0\0\0\0'), u8(value)])));
  };

export const oddJpegs = family('odd-jpegs', [
  file('cmyk', 'Four colours of ink.', spoilt('cmyk', transform(0)), 'processed'),
  file('ycck', 'Four colours of ink, in another colour space.', spoilt('cmyk', transform(2)), 'processed'),
  file('cmyk-with-an-unknown-transform', 'Transform 77 is none.', spoilt('cmyk', transform(77)), [
    'processed',
    'CORRUPT',
  ]),
  file('three-channels-said-to-be-ycck', 'Four channels are needed and three there.', spoilt('jpeg', transform(2)), [
    'processed',
    'CORRUPT',
  ]),
  file('gray-said-to-be-rgb', 'Three channels are needed and one there.', spoilt('gray', transform(1)), [
    'processed',
    'CORRUPT',
  ]),
  file(
    'cmyk-of-four-components-without-adobe',
    'Four channels, and nothing says of what.',
    () => flatJpeg({ ...SIZE, components: 4 }),
    'processed',
  ),
  file('two-components', 'Two channels of nobody knows what.', () => flatJpeg({ ...SIZE, components: 2 }), [
    'processed',
    'CORRUPT',
    'UNSUPPORTED_FORMAT',
  ]),
  file('ten-components', 'As many channels as decoders hold.', () => flatJpeg({ ...SIZE, components: 10 }), [
    'CORRUPT',
    'UNSUPPORTED_FORMAT',
  ]),
  file(
    'extended-sequential',
    'SOF1 with 8 bits is baseline but for its tables.',
    () => flatJpeg({ ...SIZE, process: 1 }),
    'processed',
  ),
  rare('lossless', { process: 3, scans: FIRST_PREDICTOR }),
  rare('hierarchical', { process: 5 }),
  rare('hierarchical-lossless', { process: 7 }),
  rare('arithmetic', { process: 9 }),
  rare('arithmetic-progressive', { process: 10 }),
  rare('arithmetic-lossless', { process: 11, scans: FIRST_PREDICTOR }),
  rare('12-bits', { process: 1, precision: 12 }),
  file('16-bits', 'Only lossless JPEG has 16 bits.', () => flatJpeg({ ...SIZE, precision: 16 }), [
    'CORRUPT',
    'UNSUPPORTED_FORMAT',
  ]),
  file('0-bits', 'Pixels of nothing.', () => flatJpeg({ ...SIZE, precision: 0 }), ['CORRUPT', 'UNSUPPORTED_FORMAT']),
]);
