/** `npm run bench`: see HELP in options.ts. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startMemoryS3 } from './measure/memory-s3.ts';
import { HELP, type Part, parseOptions } from './options.ts';
import { benchBatch } from './parts/batch.ts';
import type { Bench } from './parts/bench.ts';
import { benchEncoders } from './parts/encoders.ts';
import { benchImages } from './parts/images.ts';
import { benchMemory } from './parts/memory.ts';
import { benchStart } from './parts/start.ts';
import { benchZip } from './parts/zip.ts';

const RUN: Readonly<Record<Part, (bench: Bench) => Promise<void>>> = {
  images: benchImages,
  encoders: benchEncoders,
  start: benchStart,
  zip: benchZip,
  batch: benchBatch,
  memory: benchMemory,
};

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(HELP);
    return;
  }
  const folder = await mkdtemp(path.join(os.tmpdir(), 'image-pipeline-bench-'));
  const s3 = await startMemoryS3();
  const write = (text: string): void => void process.stdout.write(`${text}\n`);
  try {
    const [{ model = 'an unknown processor' } = {}] = os.cpus();
    write(
      `${os.availableParallelism()} cores of ${model}, ${os.platform()} ${os.arch()}, Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}\n`,
    );
    for (const part of options.parts) await RUN[part]({ options, folder, s3, write });
  } finally {
    await s3.close();
    await rm(folder, { recursive: true, force: true });
  }
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
