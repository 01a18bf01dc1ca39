import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { ProcessorTime } from './say-processor-time.ts';

const PRELOAD = path.join(import.meta.dirname, 'say-processor-time.ts');
const RUN = path.join(import.meta.dirname, '../../src/local/main.ts');

/** Runs the images of a folder through the local run of the template, which writes to `out`. Throws where one is not processed. */
export async function runLocally(images: string, out: string): Promise<ProcessorTime> {
  const child = spawn(process.execPath, ['--import', PRELOAD, RUN, '--out', out, images], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const [said, time, [code]] = await Promise.all([
    text(child.stderr as Readable),
    text(child.stdio[3] as Readable),
    once(child, 'close'),
  ]);
  if (code !== 0) throw new Error(`Expected the local run to process all images but it ended with ${code}: ${said}`);
  return JSON.parse(time) as ProcessorTime;
}
