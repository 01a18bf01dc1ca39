import { deflateSync } from 'node:zlib';
import type { OutputFormat } from '../formats/format.ts';
import { insertJpegSegment, insertPngChunk } from '../formats/insert.ts';
import { sharp } from './libvips.ts';
import type { Picture } from './picture.ts';

/**
 * True of pictures whose colours are kept as they are in a JPEG or PNG, with a profile of our own: those of Display P3,
 * which is most of what phones take. Converting would lose the colours that sRGB has not, and take a quarter of the
 * time or more.
 */
export const keepsDisplayP3 = ({ profile, isColour, isDeep }: Picture, to: OutputFormat): boolean =>
  profile === 'Display P3' && isColour && !isDeep && (to === 'jpeg' || to === 'png');

let profile: Promise<Buffer> | undefined;

/** The profile that libvips brings along, in 480 bytes: of an upload's profile nothing is passed on. */
async function readProfile(): Promise<Buffer> {
  const pixel = sharp({ create: { width: 1, height: 1, channels: 3, background: 'black' } });
  const { icc } = await sharp(await pixel.withIccProfile('p3').png().toBuffer()).metadata();
  if (icc === undefined) throw new Error('Expected a profile of Display P3 from libvips but received none');
  return icc;
}

/** Says of a JPEG or PNG that its colours are those of Display P3. */
export async function tagDisplayP3(bytes: Buffer): Promise<Buffer> {
  profile ??= readProfile();
  return bytes[0] === 0xff ? tagJpeg(bytes, await profile) : tagPng(bytes, await profile, 'Display P3');
}

/** https://www.w3.org/TR/png-3/#11iCCP */
export const tagPng = (png: Buffer, icc: Buffer, name: string): Buffer =>
  insertPngChunk(png, 'iCCP', Buffer.concat([Buffer.from(`${name}\0\0`, 'latin1'), deflateSync(icc)]));

/** ICC.1, annex B.4: one segment, the first of one. */
const tagJpeg = (jpeg: Buffer, icc: Buffer): Buffer =>
  insertJpegSegment(jpeg, 0xe2, Buffer.concat([Buffer.from('ICC_PROFILE\0\x01\x01', 'latin1'), icc]));
