const of = (count: number, name: string): string[] => Array<string>(count).fill(name);
/** Two that were decoded at once would take too much. */
const two = (name: string): string[] => of(2, name);

export const LARGEST = 'sizes/jpeg-of-50-MiB';
const BMP = 'bombs-bmp/rle8-end-8240x8240';
const WEBP = 'bombs-webp/one-small-frame-on-6300x6300';

/**
 * The hungriest files that are processed, by a title for each batch. Whatever comes later in a batch finds what the former
 * leave behind.
 */
export const BATCHES: Readonly<Record<string, readonly string[]>> = {
  'large GIFs, progressive JPEGs and PNGs of 16 bits': [
    ...two('bombs-gif/flat-6900x6900'),
    ...two('bombs-jpeg/progressive-5800x5800'),
    ...two('bombs-png/16-bit-alpha-30000x600'),
  ],
  'large BMPs, side by side and in turn with large WEBPs': [...two(BMP), WEBP, BMP, WEBP],
  'PNGs that are small enough to be decoded side by side': of(5, 'bombs-png/interlaced-16-bit-alpha-2400x2400'),
  'uploads of 50 MiB': of(3, LARGEST),
};
