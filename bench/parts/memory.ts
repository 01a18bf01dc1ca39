import path from 'node:path';
import { encodeIndexedBmp } from '../images/encode-indexed-bmp.ts';
import { photograph } from '../images/photograph.ts';
import { buildHandler } from '../measure/build.ts';
import { OF_GLIBC, residentBytes, startFunctionProcess } from '../measure/function-process.ts';
import { markdownTable } from '../report/markdown-table.ts';
import { median } from '../report/statistics.ts';
import type { Bench } from './bench.ts';

const WARM_UP = 'warm-up';

const MAKERS: readonly [name: string, make: () => Promise<Buffer>][] = [
  ['JPEG 75 MP', () => photograph(9984, 7488).jpeg({ quality: 88 }).toBuffer()],
  ['JPEG 48 MP, progressive', () => photograph(8000, 6000).jpeg({ quality: 80, progressive: true }).toBuffer()],
  ['PNG 24 MP', () => photograph(5656, 4240).png({ compressionLevel: 1 }).toBuffer()],
  ['WEBP 24 MP', () => photograph(5656, 4240).webp({ quality: 75, effort: 0 }).toBuffer()],
  [
    'BMP 48 MP, 256 colours',
    async () => {
      const { data, info } = await photograph(8000, 6000).raw().toBuffer({ resolveWithObject: true });
      return encodeIndexedBmp({ data, width: info.width, height: info.height });
    },
  ],
];

/** One process that makes the largest images that are permitted, of all formats, in batches, over and over. */
export async function benchMemory({ options, folder, s3, write }: Bench): Promise<void> {
  const handler = await buildHandler(path.join(folder, 'handler'));
  const able: string[] = [];
  for (const [name, make] of MAKERS) {
    s3.serve(name, await make());
    const probe = await startFunctionProcess({ file: handler, s3, environment: OF_GLIBC });
    await probe.invoke([name]).then(
      () => able.push(name),
      () => write(`${name} is refused\n`),
    );
    probe.close();
    s3.forget();
  }
  const child = await startFunctionProcess({ file: handler, s3, environment: OF_GLIBC });
  const peaks: number[] = [];
  let kept = 0;
  s3.serve(WARM_UP, await photograph(640, 480).jpeg().toBuffer());
  await child.invoke([WARM_UP]);
  const idle = residentBytes(child.pid);
  const batches = options.isQuick ? 6 : 40;
  for (let batch = 0; batch < batches; batch++) {
    peaks.push((await child.invoke([...able, ...able])).peakBytes / 1e6);
    kept = Math.max(kept, residentBytes(child.pid) - idle);
    s3.forget();
  }
  child.close();
  const half = Math.floor(batches / 2);
  const [early, late] = [median(peaks.slice(0, half)), median(peaks.slice(half))];
  const rows = [
    ['images', String(batches * able.length * 2)],
    ['most in use, MB', Math.max(...peaks).toFixed(0)],
    ['median of the first half of the batches, MB', early.toFixed(0)],
    ['median of the second half, MB', late.toFixed(0)],
    ['idle at first, MB', (idle / 1e6).toFixed(0)],
    ['most that stays after a batch beside that, MB', (kept / 1e6).toFixed(0)],
  ];
  write(markdownTable(['Memory over a long run of the largest images', ''], rows));
}
