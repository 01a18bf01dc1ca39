/**
 * A process that makes one image by the handler's own steps, by plain and by tuned sharp, in turn: nothing of S3, one thread
 * each. Answers with the milliseconds of a processor that each round took.
 */
import { readFileSync } from 'node:fs';
import { readPicture } from '../../src/handler/image/picture.ts';
import { render } from '../../src/handler/image/render.ts';
import { planRendition } from '../../src/handler/image/rendition-plan.ts';
import { limitsOf } from '../../src/handler/settings/limits.ts';
import { ownedBytes } from '../../src/shared/owned-bytes.ts';
import { decode, type Make, plain, tuned } from '../functions/sharp-makers.ts';

export type CoreTimes = Readonly<Record<'ours' | 'plain' | 'tuned' | 'decode', number[]>>;

const OPTIONS = { width: 800, height: 600, fit: 'inside', enlarge: false, outputFormat: 'original' } as const;
const LIMITS = limitsOf({
  memorySize: 1769,
  functionTimeout: 50,
  maximumUploadMegabytes: 50,
  animationOverLimit: 'refuse',
});
const MILLISECONDS = 60_000;
/** Until the JavaScript is compiled for speed. */
const WARM_UPS = 12;
const WARM_UP_MILLISECONDS = 1500;

const ours = async (bytes: Buffer): Promise<Buffer> => {
  const picture = await readPicture(bytes);
  const plan = planRendition(picture, OPTIONS, LIMITS);
  const rendering = { picture, plan, options: OPTIONS, milliseconds: MILLISECONDS };
  const rendition = await render(ownedBytes(bytes), rendering);
  return rendition.bytes;
};

/** As what has been read from S3: of its own memory, which the handler may take. */
function copyOf(bytes: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length + 16).subarray(0, bytes.length);
  bytes.copy(copy);
  return copy;
}

const [file = '', rounds = '0', milliseconds = '0'] = process.argv.slice(2);
const upload = readFileSync(file);
const makers: [keyof CoreTimes, Make | typeof ours][] = [
  ['ours', ours],
  ['plain', plain],
  ['tuned', tuned],
  ['decode', decode],
];
const times: CoreTimes = { ours: [], plain: [], tuned: [], decode: [] };
const able: typeof makers = [];
for (const [who, make] of makers) {
  try {
    const until = performance.now() + WARM_UP_MILLISECONDS;
    for (let time = 0; time === 0 || (time < WARM_UPS && performance.now() < until); time++) {
      await make(copyOf(upload));
    }
    able.push([who, make]);
  } catch {
    // sharp knows no BMP
  }
}
const until = performance.now() + Number(milliseconds) * able.length;
for (let round = 0; round < Number(rounds) || performance.now() < until; round++) {
  for (const [who, make] of able) {
    const bytes = copyOf(upload);
    const before = process.cpuUsage();
    await make(bytes);
    const { user, system } = process.cpuUsage(before);
    times[who].push((user + system) / 1000);
  }
}
process.send?.(times);
