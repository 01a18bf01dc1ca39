import { crc32, deflateSync } from 'node:zlib';
import type { OutputFormat } from '../formats/format.ts';
import { sharp } from './libvips.ts';
import type { Picture } from './picture.ts';

/**
 * True of pictures whose colours are kept as they are in a JPEG or PNG, with a profile of our own: those of Display P3, which is
 * most of what phones take. Converting would lose the colours that sRGB has not, and take a quarter of the time or more.
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
  return bytes[0] === 0xff ? tagJpeg(bytes, await profile) : tagPng(bytes, await profile);
}

/** A chunk after the header, which always ends at byte 33: https://www.w3.org/TR/png-3/#11iCCP */
function tagPng(png: Buffer, icc: Buffer): Buffer {
  const chunk = Buffer.concat([Buffer.from('iCCPDisplay P3\0\0', 'latin1'), deflateSync(icc)]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(chunk.length - 4);
  checksum.writeUInt32BE(crc32(chunk));
  return Buffer.concat([png.subarray(0, 33), length, chunk, checksum, png.subarray(33)]);
}

/** ICC.1, annex B.4: one segment, the first of one; after the JFIF segment, which has to be the first. */
function tagJpeg(jpeg: Buffer, icc: Buffer): Buffer {
  const name = Buffer.from('ICC_PROFILE\0\x01\x01', 'latin1');
  const head = Buffer.from([0xff, 0xe2, 0, 0]);
  head.writeUInt16BE(2 + name.length + icc.length, 2);
  const at = jpeg[3] === 0xe0 ? 4 + jpeg.readUInt16BE(4) : 2;
  return Buffer.concat([jpeg.subarray(0, at), head, name, icc, jpeg.subarray(at)]);
}
