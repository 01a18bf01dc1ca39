import { PermanentError } from '../errors/coded-errors.ts';
import { otherFormat } from './other-formats.ts';

/** Formats that are read. */
export type InputFormat = 'jpeg' | 'png' | 'gif' | 'webp' | 'bmp';
/** Formats that are written. */
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

/** SOF55, of JPEG-LS, which begins its files. */
const JPEG_LS = 0xf7;

const FORMATS: Readonly<Record<InputFormat, (bytes: Uint8Array) => boolean>> = {
  jpeg: (bytes) => starts(bytes, '\xff\xd8\xff') && bytes[3] !== JPEG_LS,
  // Apple's variant (CgBI) is known to Apple's decoder alone.
  png: (bytes) => starts(bytes, '\x89PNG\r\n\x1a\n') && ascii(bytes, 12, 16) !== 'CgBI',
  gif: (bytes) => starts(bytes, 'GIF87a') || starts(bytes, 'GIF89a'),
  webp: (bytes) => starts(bytes, 'RIFF') && ascii(bytes, 8, 12) === 'WEBP',
  // Two letters alone begin many a text: the size of the image header that follows is below 256 in every BMP.
  bmp: (bytes) => starts(bytes, 'BM') && ascii(bytes, 15, 18) === '\0\0\0',
};

/** Finds the format by the first bytes; names and content types are not looked at. */
export function formatOf(bytes: Buffer): InputFormat {
  for (const [format, matches] of Object.entries(FORMATS)) if (matches(bytes)) return format as InputFormat;
  const { code, name, advice } = otherFormat(bytes);
  const received = `Expected JPEG, PNG, GIF, WEBP or BMP but received ${name}`;
  throw new PermanentError(code, advice === '' ? received : `${received}: ${advice}`);
}
