import { defined } from '../../shared/defined.ts';
import { MAX_FRAMES_IN_FILE } from '../settings/limits.ts';
import { countGifPixels } from './gif-pixels.ts';

const EXTENSION = 0x21;
const CONTROL = 0xf9;
/** Of the control extension that belongs to a frame, without its marks and its end. */
const CONTROL_BYTES = 4;
const IMAGE = 0x2c;
const HEADER_BYTES = 13;
const IMAGE_BYTES = 10;

/** Where a frame is in the file, and where it is shown. Offsets are in bytes. */
export type GifFrame = {
  left: number;
  top: number;
  width: number;
  height: number;
  /** Of its first mark. */
  start: number;
  /** Of the flags in its control extension; undefined without one. */
  flags?: number;
  /** Of its colours, its own or those of all, and how many there are. */
  colours: { at: number; count: number };
  /** Of the pieces of its pixels, and what is said before them. */
  data: number;
  colourBits: number;
};

export type GifSurvey = {
  frames: number;
  /** The first MAX_FRAMES_IN_FILE of them. */
  places: GifFrame[];
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

type Four = [number, number, number, number];

const uint16 = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) + 256 * (bytes[at + 1] ?? 0);

/** Surveys the blocks of a GIF. May take a second or two of a processor, in turns with others. */
export async function surveyGif(bytes: Uint8Array): Promise<GifSurvey> {
  let frames = 0;
  const places: GifFrame[] = [];
  const common = { at: HEADER_BYTES, count: tableBytes(bytes[10] ?? 0) / 3 };
  let flags: number | undefined;
  let lacksPixels = false;
  let at = HEADER_BYTES + tableBytes(bytes[10] ?? 0);
  while (at < bytes.length) {
    const block = bytes[at];
    if (block === IMAGE) {
      frames++;
      const start = at;
      const [left, top, width, height] = [1, 3, 5, 7].map((field) => uint16(bytes, start + field)) as Four;
      const pixels = width * height;
      const own = tableBytes(bytes[at + 9] ?? 0);
      at += IMAGE_BYTES + own + 1;
      const colourBits = bytes[at - 1] ?? 0;
      const colours = own > 0 ? { at: start + IMAGE_BYTES, count: own / 3 } : common;
      if (frames <= MAX_FRAMES_IN_FILE)
        places.push({
          ...{ left, top, width, height, start, colours, data: at, colourBits },
          ...defined({ flags }),
        });
      flags = undefined;
      const isKnown = colourBits >= MIN_COLOUR_BITS && colourBits <= MAX_COLOUR_BITS;
      // A frame without width or height shows nothing, for its time: browsers go on.
      if (!lacksPixels && pixels > 0 && frames <= MAX_FRAMES_IN_FILE)
        lacksPixels =
          !isKnown || pixels - (await countGifPixels(bytes, at, colourBits, pixels)) > allowed(width, pixels);
    } else if (block === EXTENSION) {
      if (bytes[at + 1] === CONTROL && bytes[at + 2] === CONTROL_BYTES) flags = at + 3;
      at += 2;
    } else return { frames, places, isCut: false, lacksPixels }; // the end mark, or what the decoder is to judge
    // What belongs to the block, in pieces that begin with their length; the last one is empty.
    for (let length = bytes[at++]; length !== 0; length = bytes[at++]) {
      // Behind pixels that are all there the last piece may be missing.
      if (length === undefined && block === IMAGE && at === bytes.length + 1) {
        at--;
        break;
      }
      if (length === undefined) return { frames, places, isCut: true, lacksPixels };
      at += length;
    }
  }
  return { frames, places, isCut: at > bytes.length, lacksPixels };
}
