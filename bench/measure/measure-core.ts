import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { BenchImage } from '../images/image-set.ts';
import type { CoreTimes } from './core-worker.ts';
import { onProcessor } from './function-process.ts';

const WORKER = path.join(import.meta.dirname, 'core-worker.ts');

/**
 * Measures what the handler does to the bytes of an image beside plain and tuned sharp, in one process: see core-worker.ts. No
 * times of what cannot be made. Throws where the process ends.
 */
export async function measureCore(
  { bytes }: BenchImage,
  { rounds, milliseconds, processor }: { rounds: number; milliseconds: number; processor?: number },
): Promise<CoreTimes> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'image-pipeline-bench-'));
  try {
    const file = path.join(folder, 'image');
    await writeFile(file, bytes);
    const [command = '', ...args] = onProcessor(processor, [
      process.execPath,
      WORKER,
      file,
      String(rounds),
      String(milliseconds),
    ]);
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const ended = once(child, 'close').then(([code]) => {
      throw new Error(`Expected times of an image from its process but it ended with ${code}`);
    });
    const [times] = (await Promise.race([once(child, 'message'), ended])) as [CoreTimes];
    await ended.catch(() => undefined);
    return times;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
