import { MAX_FRAMES_IN_FILE } from '../picture/limits.ts';
import { countGifPixels } from './gif-pixels.ts';

const EXTENSION = 0x21;
const IMAGE = 0x2c;
const HEADER_BYTES = 13;
const IMAGE_BYTES = 10;

export type GifSurvey = {
  frames: number;
  /**
   * It breaks off inside a block. The decoder would take the frames before as the whole animation. The end mark is not
   * asked for: files without it are common and complete.
   */
  isCut: boolean;
  /**
   * A frame has fewer pixels than it says. The decoder would leave them out, as browsers do: some at its end are no
   * matter. Looked for in no more frames than MAX_FRAMES_IN_FILE, as a file of more is refused.
   */
  lacksPixels: boolean;
};

/** 2 is the least by the format, but some write 1 for black and white; codes of more than 12 bits there are none. */
const MIN_COLOUR_BITS = 1;
const MAX_COLOUR_BITS = 11;

/** What the flags say of the colours that follow: 3 bytes each. */
const tableBytes = (flags: number): number => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);

/** How many pixels a frame may lack: some encoders forget the last ones. Less than a row, and one in a hundred. */
const allowed = (width: number, pixels: number): number => Math.min(width - 1, Math.floor(pixels / 100));

const uint16 = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) + 256 * (bytes[at + 1] ?? 0);

/** Surveys the blocks of a GIF. May take a second or two of a processor, in turns with others. */
export async function surveyGif(bytes: Uint8Array): Promise<GifSurvey> {
  let frames = 0;
  let lacksPixels = false;
  let at = HEADER_BYTES + tableBytes(bytes[10] ?? 0);
  while (at < bytes.length) {
    const block = bytes[at];
    if (block === IMAGE) {
      frames++;
      const width = uint16(bytes, at + 5);
      const pixels = width * uint16(bytes, at + 7);
      at += IMAGE_BYTES + tableBytes(bytes[at + 9] ?? 0) + 1;
      const colourBits = bytes[at - 1] ?? 0;
      const isKnown = colourBits >= MIN_COLOUR_BITS && colourBits <= MAX_COLOUR_BITS;
      if (!lacksPixels && frames <= MAX_FRAMES_IN_FILE)
        lacksPixels =
          !isKnown || pixels - (await countGifPixels(bytes, at, colourBits, pixels)) > allowed(width, pixels);
    } else if (block === EXTENSION) at += 2;
    else return { frames, isCut: false, lacksPixels }; // the end mark, or what the decoder is to judge
    // What belongs to the block, in pieces that begin with their length; the last one is empty.
    for (let length = bytes[at++]; length !== 0; length = bytes[at++]) {
      if (length === undefined) return { frames, isCut: true, lacksPixels };
      at += length;
    }
  }
  return { frames, isCut: at > bytes.length, lacksPixels };
}
