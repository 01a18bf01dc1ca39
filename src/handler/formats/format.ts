import { PermanentError } from '../outcome/permanent-error.ts';

/** What we read. */
export type InputFormat = 'jpeg' | 'png' | 'gif' | 'webp' | 'bmp';
/** What we write. */
export type OutputFormat = Exclude<InputFormat, 'bmp'>;

export const CONTENT_TYPES: Readonly<Record<OutputFormat, string>> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  webp: 'image/webp',
};

/** Appended to the key of an upload of another format. */
export const EXTENSIONS: Readonly<Record<OutputFormat, string>> = {
  jpeg: '.jpg',
  png: '.png',
  gif: '.gif',
  webp: '.webp',
};

const ascii = (bytes: Uint8Array, from: number, to: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1', from, to);

const starts = (bytes: Uint8Array, text: string): boolean => ascii(bytes, 0, text.length) === text;

const FORMATS: Readonly<Record<InputFormat, (bytes: Uint8Array) => boolean>> = {
  jpeg: (bytes) => starts(bytes, '\xff\xd8\xff'),
  png: (bytes) => starts(bytes, '\x89PNG\r\n\x1a\n'),
  gif: (bytes) => starts(bytes, 'GIF87a') || starts(bytes, 'GIF89a'),
  webp: (bytes) => starts(bytes, 'RIFF') && ascii(bytes, 8, 12) === 'WEBP',
  // Two letters alone begin many a text: the size of the image header that follows is below 256 in every BMP.
  bmp: (bytes) => starts(bytes, 'BM') && ascii(bytes, 15, 18) === '\0\0\0',
};

/** Images that are none of ours, to tell the uploader more than "not an image". */
const OTHERS: Readonly<Record<string, (bytes: Uint8Array) => boolean>> = {
  TIFF: (bytes) => starts(bytes, 'II*\0') || starts(bytes, 'MM\0*'),
  'HEIC or AVIF': (bytes) => ascii(bytes, 4, 8) === 'ftyp',
  'JPEG XL': (bytes) => starts(bytes, '\xff\x0a') || starts(bytes, '\0\0\0\x0cJXL '),
  'JPEG 2000': (bytes) => starts(bytes, '\0\0\0\x0cjP  ') || starts(bytes, '\xff\x4f\xff\x51'),
  ICO: (bytes) => starts(bytes, '\0\0\x01\0'),
  PSD: (bytes) => starts(bytes, '8BPS'),
  PDF: (bytes) => starts(bytes, '%PDF-'),
  SVG: (bytes) => /^\s*</.test(ascii(bytes, 0, 64)) && /<svg[\s>]/i.test(ascii(bytes, 0, 1024)),
};

/** Tells the format from the first bytes; names and content types are not looked at. */
export function formatOf(bytes: Uint8Array): InputFormat {
  for (const [format, matches] of Object.entries(FORMATS)) if (matches(bytes)) return format as InputFormat;
  const expected = 'Expected JPEG, PNG, GIF, WEBP or BMP';
  for (const [name, matches] of Object.entries(OTHERS)) {
    if (matches(bytes)) throw new PermanentError('UNSUPPORTED_FORMAT', `${expected} but received ${name}`);
  }
  const first = Buffer.from(bytes.subarray(0, 8)).toString('hex');
  throw new PermanentError('NOT_AN_IMAGE', `${expected} but received a file that begins with ${first || 'nothing'}`);
}
