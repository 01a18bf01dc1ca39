const EXTENSION = 0x21;
const IMAGE = 0x2c;
const HEADER_BYTES = 13;
const IMAGE_BYTES = 10;

export type GifSurvey = {
  frames: number;
  /**
   * It breaks off inside a block. The decoder would take the frames before as the whole animation. The end mark is not asked
   * for: files without it are common and complete.
   */
  isCut: boolean;
};

/** What the flags say of the colours that follow: 3 bytes each. */
const tableBytes = (flags: number): number => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);

/** Surveys the blocks of a GIF. */
export function surveyGif(bytes: Uint8Array): GifSurvey {
  let frames = 0;
  let at = HEADER_BYTES + tableBytes(bytes[10] ?? 0);
  while (at < bytes.length) {
    const block = bytes[at];
    if (block === IMAGE) {
      frames++;
      at += IMAGE_BYTES + tableBytes(bytes[at + 9] ?? 0) + 1;
    } else if (block === EXTENSION) at += 2;
    else return { frames, isCut: false }; // the end mark, or what the decoder is to judge
    // What belongs to the block, in pieces that begin with their length; the last one is empty.
    for (let length = bytes[at++]; length !== 0; length = bytes[at++]) {
      if (length === undefined) return { frames, isCut: true };
      at += length;
    }
  }
  return { frames, isCut: at > bytes.length };
}
