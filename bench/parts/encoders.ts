import sharp, { type Sharp } from 'sharp';
import { graphic } from '../images/graphic.ts';
import { photograph } from '../images/photograph.ts';
import { quality } from '../measure/quality.ts';
import { markdownTable } from '../report/markdown-table.ts';
import { median } from '../report/statistics.ts';
import type { Bench } from './bench.ts';

type Setting = { name: string; of: 'photograph' | 'graphic' | 'both'; encode: (pixels: Sharp) => Sharp };

/** The first of each format and kind is the handler's: see src/handler/image/encode.ts. */
const SETTINGS: readonly Setting[] = [
  {
    name: 'JPEG 82, progressive',
    of: 'photograph',
    encode: (pixels) => pixels.jpeg({ quality: 82, progressive: true }),
  },
  { name: 'JPEG 80', of: 'photograph', encode: (pixels) => pixels.jpeg({ quality: 80 }) },
  { name: 'JPEG 82', of: 'photograph', encode: (pixels) => pixels.jpeg({ quality: 82 }) },
  {
    name: 'JPEG 85, progressive',
    of: 'photograph',
    encode: (pixels) => pixels.jpeg({ quality: 85, progressive: true }),
  },
  { name: 'JPEG 78, mozjpeg', of: 'photograph', encode: (pixels) => pixels.jpeg({ quality: 78, mozjpeg: true }) },
  {
    name: 'PNG level 4, filters',
    of: 'both',
    encode: (pixels) => pixels.png({ compressionLevel: 4, adaptiveFiltering: true }),
  },
  { name: 'PNG level 6', of: 'both', encode: (pixels) => pixels.png({ compressionLevel: 6 }) },
  {
    name: 'PNG level 6, filters',
    of: 'both',
    encode: (pixels) => pixels.png({ compressionLevel: 6, adaptiveFiltering: true }),
  },
  {
    name: 'PNG level 9, filters',
    of: 'both',
    encode: (pixels) => pixels.png({ compressionLevel: 9, adaptiveFiltering: true }),
  },
  { name: 'PNG palette, effort 3', of: 'graphic', encode: (pixels) => pixels.png({ palette: true, effort: 3 }) },
  { name: 'PNG palette, effort 7', of: 'graphic', encode: (pixels) => pixels.png({ palette: true, effort: 7 }) },
  { name: 'WEBP 80, effort 2', of: 'both', encode: (pixels) => pixels.webp({ quality: 80, effort: 2 }) },
  { name: 'WEBP 80, effort 0', of: 'both', encode: (pixels) => pixels.webp({ quality: 80, effort: 0 }) },
  { name: 'WEBP 80, effort 4', of: 'both', encode: (pixels) => pixels.webp({ quality: 80, effort: 4 }) },
  { name: 'GIF effort 3, no dither', of: 'both', encode: (pixels) => pixels.gif({ effort: 3, dither: 0 }) },
  { name: 'GIF effort 1', of: 'both', encode: (pixels) => pixels.gif({ effort: 1 }) },
  { name: 'GIF effort 7', of: 'both', encode: (pixels) => pixels.gif({ effort: 7 }) },
];

/** Time, bytes and quality of encoding 800 × 600 pixels in the settings among which the handler's were chosen. */
export async function benchEncoders({ options, write }: Bench): Promise<void> {
  sharp.concurrency(1);
  const rounds = options.isQuick ? 3 : 9;
  const scenes = { photograph: photograph(3200, 2400), graphic: graphic(3200, 2400).removeAlpha() };
  const rows: string[][] = [];
  for (const [kind, scene] of Object.entries(scenes)) {
    const upload = await scene.png({ compressionLevel: 1 }).toBuffer();
    const { data, info } = await sharp(upload).resize(800, 600).raw().toBuffer({ resolveWithObject: true });
    const raw = { width: info.width, height: info.height, channels: info.channels };
    for (const { name, of, encode } of SETTINGS) {
      if (of !== 'both' && of !== kind) continue;
      const times: number[] = [];
      let output = await encode(sharp(data, { raw })).toBuffer();
      for (let round = 0; round < rounds; round++) {
        const before = process.cpuUsage();
        output = await encode(sharp(data, { raw })).toBuffer();
        const { user, system } = process.cpuUsage(before);
        times.push((user + system) / 1000);
      }
      const similar = await quality(upload, output);
      rows.push([`${name}, ${kind}`, median(times).toFixed(1), (output.length / 1000).toFixed(0), similar.toFixed(3)]);
    }
  }
  write(markdownTable(['Encoder, 800 × 600', 'ms', 'kB', 'SSIM'], rows));
}
