const LENGTH_OF_HEADER = 8;
/** Of the frame's own fields, before its chunks. */
const LENGTH_OF_ANMF_FIELDS = 16;

/** True of a WEBP file whose picture, or first frame, is coded without loss (VP8L). */
export function isLosslessWebp(bytes: Buffer): boolean {
  let at = 12;
  while (at + LENGTH_OF_HEADER <= bytes.length) {
    const name = bytes.toString('latin1', at, at + 4);
    if (name === 'VP8L') return true;
    if (name === 'VP8 ') return false;
    const length = bytes.readUInt32LE(at + 4);
    at += LENGTH_OF_HEADER + (name === 'ANMF' ? LENGTH_OF_ANMF_FIELDS : length + (length % 2));
  }
  return false;
}
