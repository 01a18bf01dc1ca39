const FILL = 0xff;
const RESTART_0 = 0xd0;
const RESTART_7 = 0xd7;
const END_OF_IMAGE = 0xd9;
const START_OF_SCAN = 0xda;

/**
 * The scans of the first image of a JPEG file; what follows its end (a phone's second picture, a film) is not looked
 * at. A progressive image is refined scan by scan over its whole area: thousands in a small file take minutes.
 */
export function countScans(bytes: Buffer): number {
  let scans = 0;
  let at = 2;
  for (;;) {
    at = bytes.indexOf(FILL, at);
    const marker = bytes[at + 1];
    if (at < 0 || marker === undefined || marker === END_OF_IMAGE) return scans;
    if (marker === FILL) at += 1;
    else if (marker <= 1 || (marker >= RESTART_0 && marker <= RESTART_7))
      at += 2; // pixels, or a marker without data
    else {
      if (marker === START_OF_SCAN) scans++;
      at += 2 + (at + 4 <= bytes.length ? bytes.readUInt16BE(at + 2) : 0);
    }
  }
}
