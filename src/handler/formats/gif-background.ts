import { ownMemory } from '../../shared/release.ts';
import { countGifPixels, type GifFrame } from './gif.ts';

const IS_TRANSPARENT = 1;
/** Bits 2 to 4 of the flags: the frame's area becomes what is behind all frames before the next one is shown. */
const DISPOSAL = 0x1c;
const TO_BACKGROUND = 2 << 2;
const TO_PREVIOUS = 3 << 2;
const ALL_INDICES = 256;
const BYTES_PER_COLOUR = 3;

/**
 * A GIF that its decoder shows as browsers do: transparent where no frame is. GIF89a has a colour for that, which no
 * browser uses, and libnsgif does where a frame has no transparent index: such frames get one, of a colour that none of
 * their pixels has. Where they have all 256, the two that are most alike become one. The bytes are changed; another
 * buffer is returned where a control extension had to be put in.
 */
export async function clearGifBackground(bytes: Buffer, frames: readonly GifFrame[]): Promise<Buffer> {
  const flagsOf = ({ flags }: GifFrame): number => (flags === undefined ? 0 : (bytes[flags] ?? 0));
  const isTransparent = (frame: GifFrame): boolean => (flagsOf(frame) & IS_TRANSPARENT) !== 0;
  const [first] = frames;
  // Before the first frame there is nothing: libnsgif would leave it there.
  if (first?.flags !== undefined && (flagsOf(first) & DISPOSAL) === TO_PREVIOUS)
    bytes[first.flags] = (flagsOf(first) & ~DISPOSAL) | TO_BACKGROUND;
  const cleared = frames.slice(0, -1).filter((frame) => (flagsOf(frame) & DISPOSAL) === TO_BACKGROUND);
  const opaque = cleared.filter((frame) => !isTransparent(frame));
  for (const frame of opaque) setTransparent(bytes, frame, await spareIndex(bytes, frame));

  // One transparent frame is enough for the decoder to give all of them alpha.
  if (first === undefined || frames.some(isTransparent) || opaque.length > 0 || covers(first, bytes)) return bytes;
  const chosen = frames.find(({ flags, colourBits }) => flags !== undefined && colourBits < 8) ?? first;
  const index = await spareIndex(bytes, chosen);
  if (chosen.flags === undefined) return insertControl(bytes, chosen, index);
  setTransparent(bytes, chosen, index);
  return bytes;
}

const covers = ({ left, top, width, height }: GifFrame, bytes: Buffer): boolean =>
  left === 0 && top === 0 && width >= bytes.readUInt16LE(6) && height >= bytes.readUInt16LE(8);

function setTransparent(bytes: Buffer, { flags = 0 }: GifFrame, index: number): void {
  bytes[flags] = (bytes[flags] ?? 0) | IS_TRANSPARENT;
  bytes[flags + 3] = index;
}

/**
 * https://www.w3.org/Graphics/GIF/spec-gif89a.txt, section 23, with the delay that decoders take where none is said. In the
 * same memory where that has room.
 */
function insertControl(bytes: Buffer, { start }: GifFrame, index: number): Buffer {
  const control = Buffer.from([0x21, 0xf9, 4, IS_TRANSPARENT, 10, 0, index, 0]);
  const memory = ownMemory(bytes);
  const length = bytes.length + control.length;
  const gif = memory && memory.length >= length ? memory.subarray(0, length) : Buffer.alloc(length);
  if (gif.buffer !== bytes.buffer) bytes.copy(gif, 0, 0, start);
  bytes.copy(gif, start + control.length, start);
  control.copy(gif, start);
  return gif;
}

/** An index that no pixel of a frame has: it has to be decoded only where it may have all of them. */
async function spareIndex(bytes: Buffer, frame: GifFrame): Promise<number> {
  const { data, colourBits, width, height } = frame;
  if (colourBits < 8) return ALL_INDICES - 1;
  const used = new Uint8Array(ALL_INDICES);
  await countGifPixels(bytes, data, colourBits, width * height, { used });
  const spare = used.lastIndexOf(0);
  if (spare >= 0) return spare;
  const replace = mostAlike(bytes, frame);
  await countGifPixels(bytes, data, colourBits, width * height, { used, replace });
  return replace.index;
}

/** The two colours of a full table with the least difference between them. */
function mostAlike(bytes: Buffer, { colours }: GifFrame): { index: number; by: number } {
  let least = { difference: Number.POSITIVE_INFINITY, index: 1, by: 0 };
  for (let index = 1; index < colours.count; index++) {
    for (let by = 0; by < index; by++) {
      let difference = 0;
      for (let channel = 0; channel < BYTES_PER_COLOUR; channel++) {
        const [one, other] = [index, by].map((of) => bytes[colours.at + of * BYTES_PER_COLOUR + channel] ?? 0);
        difference += ((one ?? 0) - (other ?? 0)) ** 2;
      }
      if (difference < least.difference) least = { difference, index, by };
    }
  }
  return { index: least.index, by: least.by };
}
