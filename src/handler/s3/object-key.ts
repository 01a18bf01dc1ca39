import { createHash } from 'node:crypto';
import { PermanentError } from '../errors/coded-errors.ts';
import { EXTENSIONS, type InputFormat, type OutputFormat } from '../formats/format.ts';
import { RENDITION_PREFIXES, type RenditionPrefix } from '../settings/environment.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html: bytes of UTF-8. */
export const MAX_KEY_BYTES = 1024;

/**
 * The key of a rendition. Where its format is not the upload's, the extension is appended, never replaced: uploads
 * `a.bmp` and `a.png` stay apart. Throws KEY_TOO_LONG, since the prefix makes some bytes more.
 */
export function processedKey(
  key: string,
  from: InputFormat,
  to: OutputFormat,
  prefix: RenditionPrefix = RENDITION_PREFIXES[0],
): string {
  const processed = `${prefix}${key}${from === to ? '' : EXTENSIONS[to]}`;
  const bytes = Buffer.byteLength(processed);
  if (bytes > MAX_KEY_BYTES) {
    const expected = `Expected at most ${MAX_KEY_BYTES} bytes for the processed object's key`;
    throw new PermanentError('KEY_TOO_LONG', `${expected} but received ${bytes}`);
  }
  return processed;
}

/**
 * What may be appended to a key: BMP becomes JPEG or PNG, and OutputFormat may ask for these. GIF is made of GIF alone.
 */
const APPENDED = [EXTENSIONS.jpeg, EXTENSIONS.png, EXTENSIONS.webp];

/** Every key that a rendition of an upload with this key may have. */
export const renditionKeys = (key: string): string[] =>
  RENDITION_PREFIXES.flatMap((prefix) => ['', ...APPENDED].map((extension) => `${prefix}${key}${extension}`)).filter(
    (processed) => Buffer.byteLength(processed) <= MAX_KEY_BYTES,
  );

/**
 * The key of the report on an upload: one that would be too long is cut, and ends in the SHA-256 of the upload's key.
 */
export function reportKey(key: string): string {
  const whole = `failed/${key}.json`;
  if (Buffer.byteLength(whole) <= MAX_KEY_BYTES) return whole;
  const ending = `~${createHash('sha256').update(key).digest('hex')}.json`;
  let start = Buffer.from(`failed/${key}`).toString('utf8', 0, MAX_KEY_BYTES - ending.length);
  // A character that was cut through became a replacement character of three bytes.
  start = start.replace(/\uFFFD+$/, '');
  return `${start}${ending}`;
}
