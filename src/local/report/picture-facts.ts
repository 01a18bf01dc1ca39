import { open, readFile } from 'node:fs/promises';
import sharp from 'sharp';

/** What the header of a picture says. Width and height are those of the upright picture. */
export type PictureFacts = { format: string; width: number; height: number; frames: number };

const BMP_CORE_HEADER_BYTES = 12;

/** The size in a BMP's header: in 16 bits in the oldest kind, in 32 bits, negative when top-down, in all others. */
function bmpFacts(header: Buffer): PictureFacts {
  const isCore = header.readUInt32LE(14) === BMP_CORE_HEADER_BYTES;
  const width = isCore ? header.readUInt16LE(18) : Math.abs(header.readInt32LE(18));
  const height = isCore ? header.readUInt16LE(20) : Math.abs(header.readInt32LE(22));
  return { format: 'bmp', width, height, frames: 1 };
}

async function firstBytes(file: string, length: number): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** libvips looks through the frames of a WEBP in a time that grows with their square: minutes for a hostile file. */
const MAX_WEBP_FRAMES = 1000;

async function hasTooManyFrames(file: string): Promise<boolean> {
  const bytes = await readFile(file);
  let frames = 0;
  for (let at = bytes.indexOf('ANMF'); at >= 0 && frames <= MAX_WEBP_FRAMES; at = bytes.indexOf('ANMF', at + 4))
    frames++;
  return frames > MAX_WEBP_FRAMES;
}

/** Reads the header of a file, never the pixels; undefined where no picture is to be seen in it. */
export async function pictureFacts(file: string): Promise<PictureFacts | undefined> {
  try {
    const header = await firstBytes(file, 32);
    if (header.toString('latin1', 0, 2) === 'BM') return bmpFacts(header);
    if (header.toString('latin1', 8, 12) === 'WEBP' && (await hasTooManyFrames(file))) return undefined;
    const { format, autoOrient, pages = 1, pageHeight } = await sharp(file).metadata();
    return { format, width: autoOrient.width, height: pageHeight ?? autoOrient.height, frames: pages };
  } catch {
    return undefined;
  }
}
