import { family, type HostileFile, type Outcome } from '../hostile-file.ts';
import { patch, text, u8 } from '../make/bytes.ts';
import { spoilt } from '../make/good.ts';
import { afterSoi, type FlatJpeg, flatJpeg, jpegSegments, segment } from '../make/jpeg.ts';

const file = (
  name: string,
  expected: Outcome | readonly Outcome[],
  why: string,
  bytes: HostileFile['bytes'],
): Omit<HostileFile, 'family'> => ({ name, why, bytes, expected });
const SIZE = { width: 64, height: 64 };
const RARE: Outcome[] = ['processed', 'UNSUPPORTED_FORMAT'];
const rare = (name: string, jpeg: Partial<FlatJpeg>): Omit<HostileFile, 'family'> =>
  file(
    name,
    RARE,
    'A right JPEG of a rare kind: it is not corrupt, and whoever looks into the queue must be told so.',
    () => flatJpeg({ ...SIZE, ...jpeg }),
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
  file('cmyk', 'processed', 'Four colours of ink.', spoilt('cmyk', transform(0))),
  file('ycck', 'processed', 'Four colours of ink, in another colour space.', spoilt('cmyk', transform(2))),
  file(
    'cmyk-with-an-unknown-transform',
    ['processed', 'CORRUPT'],
    'Transform 77 is none.',
    spoilt('cmyk', transform(77)),
  ),
  file(
    'three-channels-said-to-be-ycck',
    ['processed', 'CORRUPT'],
    'Four channels are needed and three there.',
    spoilt('jpeg', transform(2)),
  ),
  file(
    'gray-said-to-be-rgb',
    ['processed', 'CORRUPT'],
    'Three channels are needed and one there.',
    spoilt('gray', transform(1)),
  ),
  file('cmyk-of-four-components-without-adobe', 'processed', 'Four channels, and nothing says of what.', () =>
    flatJpeg({ ...SIZE, components: 4 }),
  ),
  file('two-components', ['processed', 'CORRUPT', 'UNSUPPORTED_FORMAT'], 'Two channels of nobody knows what.', () =>
    flatJpeg({ ...SIZE, components: 2 }),
  ),
  file('ten-components', ['CORRUPT', 'UNSUPPORTED_FORMAT'], 'As many channels as decoders hold.', () =>
    flatJpeg({ ...SIZE, components: 10 }),
  ),
  file('extended-sequential', 'processed', 'SOF1 with 8 bits is baseline but for its tables.', () =>
    flatJpeg({ ...SIZE, process: 1 }),
  ),
  rare('lossless', { process: 3, scans: FIRST_PREDICTOR }),
  rare('hierarchical', { process: 5 }),
  rare('hierarchical-lossless', { process: 7 }),
  rare('arithmetic', { process: 9 }),
  rare('arithmetic-progressive', { process: 10 }),
  rare('arithmetic-lossless', { process: 11, scans: FIRST_PREDICTOR }),
  rare('12-bits', { process: 1, precision: 12 }),
  file('16-bits', ['CORRUPT', 'UNSUPPORTED_FORMAT'], 'Only lossless JPEG has 16 bits.', () =>
    flatJpeg({ ...SIZE, precision: 16 }),
  ),
  file('0-bits', ['CORRUPT', 'UNSUPPORTED_FORMAT'], 'Pixels of nothing.', () => flatJpeg({ ...SIZE, precision: 0 })),
]);
