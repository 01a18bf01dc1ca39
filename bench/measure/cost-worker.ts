/**
 * A process that makes one image by the handler's own steps, once, as a function that is warm: nothing of S3. Answers
 * with the plan, with what it took of a processor, and with the most memory that it held beside the upload.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { limitsOf } from '../../src/handler/picture/limits.ts';
import { readPicture } from '../../src/handler/picture/picture.ts';
import { render } from '../../src/handler/picture/render.ts';
import { planRendition, type RenditionPlan } from '../../src/handler/picture/rendition-plan.ts';

export type Cost = {
  plan: RenditionPlan;
  /** Of all threads. */
  processorMilliseconds: number;
  /** Above what the process held just before, the upload included. */
  bytes: number;
  made: { width: number; height: number; frames: number; bytes: number };
};

const OPTIONS = {
  width: 800,
  height: 600,
  fit: 'inside',
  enlarge: false,
  outputFormat: 'original',
  ...JSON.parse(process.argv[3] ?? '{}'),
} as const;
const LIMITS = limitsOf({
  memorySize: 10240,
  functionTimeout: 900,
  maximumUploadMegabytes: 1000,
  animationOverLimit: 'reduce',
  ...JSON.parse(process.argv[4] ?? '{}'),
});
const MILLISECONDS = 600_000;
/** Of 1 pixel: what is loaded at the first use is not counted. */
const WARM_UP = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

const status = (name: string): number =>
  Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024;

async function make(bytes: Buffer) {
  const picture = await readPicture(bytes);
  const plan = planRendition(picture, OPTIONS, LIMITS);
  return { plan, rendition: await render(bytes, picture, plan, OPTIONS, MILLISECONDS) };
}

await make(WARM_UP);
const upload = readFileSync(process.argv[2] ?? '');
const bytes = Buffer.allocUnsafeSlow(upload.length + 16).subarray(0, upload.length);
upload.copy(bytes);
writeFileSync('/proc/self/clear_refs', '5'); // the peak of memory begins anew
const idle = status('VmRSS');
const before = process.cpuUsage();
const { plan, rendition } = await make(bytes);
const { user, system } = process.cpuUsage(before);
process.stdout.write(
  `${JSON.stringify({
    plan,
    processorMilliseconds: (user + system) / 1000,
    bytes: status('VmHWM') - idle,
    made: { width: rendition.width, height: rendition.height, frames: rendition.frames, bytes: rendition.bytes.length },
  } satisfies Cost)}\n`,
);
