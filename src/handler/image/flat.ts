/** Rows between two that are looked at. */
const STEP = 4;
/** Photographs have a tenth or less of such pixels, graphics two thirds and more. */
const FLAT = 0.33;
/** With 256 colours photographs have up to 0.57, graphics and screens of text 0.76 and more. */
export const FLAT_INDICES = 0.66;

/**
 * True where many pixels are as the one to their left, as in graphics and screens: `pixels` of 8 bits a channel, and
 * `share` of them. Of indexed colours see FLAT_INDICES.
 */
export function isFlat(
  pixels: Buffer,
  { width, height, channels }: { width: number; height: number; channels: number },
  share = FLAT,
): boolean {
  let equal = 0;
  let seen = 0;
  const row = width * channels;
  for (let y = 0; y < height; y += STEP) {
    for (let at = y * row + channels; at < (y + 1) * row; at += channels) {
      let channel = 0;
      while (channel < channels && pixels[at + channel] === pixels[at + channel - channels]) channel++;
      if (channel === channels) equal++;
      seen++;
    }
  }
  return equal >= seen * share;
}
