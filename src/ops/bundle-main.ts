import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bundleHandler } from './bundle.ts';
import { type Architecture, copySharp } from './copy-sharp.ts';

const INTO = path.join(import.meta.dirname, '../../dist/handler');
const ARCHITECTURES: readonly Architecture[] = ['arm64', 'x86_64'];

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { architecture: { type: 'string', default: 'arm64' } } });
  const architecture = ARCHITECTURES.find((name) => name === values.architecture);
  if (!architecture) {
    throw new Error(`Expected arm64 or x86_64 for --architecture but received ${values.architecture}`);
  }
  await rm(INTO, { recursive: true, force: true });
  await copySharp({ into: INTO, architecture });
  await bundleHandler({ outfile: path.join(INTO, 'index.mjs') });
  const { size } = await stat(path.join(INTO, 'index.mjs'));
  const place = path.relative(process.cwd(), INTO) || '.';
  console.log(`${place}: ${megabytes(await sizeOf(INTO))} for ${architecture}, of which index.mjs ${megabytes(size)}`);
}

async function sizeOf(directory: string): Promise<number> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map(async ({ parentPath, name }) => (await stat(path.join(parentPath, name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(2)} MB`;

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
