/** `npm run bench`: see HELP in options.ts. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startMemoryS3 } from './measure/memory-s3.ts';
import { benchBatch } from './parts/batch.ts';
import type { Bench } from './parts/bench.ts';
import { benchCommands } from './parts/commands.ts';
import { benchEncoders } from './parts/encoders.ts';
import { benchImages } from './parts/images.ts';
import { benchLimits } from './parts/limits.ts';
import { benchLocal } from './parts/local.ts';
import { benchMemory } from './parts/memory.ts';
import { HELP, type Part, parseOptions } from './parts/options.ts';
import { benchStart } from './parts/start.ts';
import { benchZip } from './parts/zip.ts';

const RUN: Readonly<Record<Part, (bench: Bench) => Promise<void>>> = {
  images: benchImages,
  encoders: benchEncoders,
  start: benchStart,
  zip: benchZip,
  batch: benchBatch,
  memory: benchMemory,
  limits: benchLimits,
  local: benchLocal,
  commands: benchCommands,
};

/** What README.md tells of. */
const NUMBERS = path.join(import.meta.dirname, 'numbers');

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(HELP);
    return;
  }
  const folder = await mkdtemp(path.join(os.tmpdir(), 'image-pipeline-bench-'));
  const s3 = await startMemoryS3();
  try {
    for (const part of options.parts) {
      const texts = [machine()];
      process.stdout.write(`${machine()}\n\n`);
      const write = (text: string): void => {
        texts.push(text);
        process.stdout.write(`${text}\n`);
      };
      await RUN[part]({ options, folder: path.join(folder, part), s3, write });
      if (!options.write) continue;
      await mkdir(NUMBERS, { recursive: true });
      await writeFile(path.join(NUMBERS, `${part}.md`), `${texts.join('\n\n').trim()}\n`);
    }
  } finally {
    await s3.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function machine(): string {
  const [{ model = 'an unknown processor' } = {}] = os.cpus();
  const date = new Date().toISOString().slice(0, 10);
  return `${os.availableParallelism()} cores of ${model}, ${os.platform()} ${os.arch()}, Node ${process.versions.node}, ${date}`;
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
