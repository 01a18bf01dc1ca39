/** `npm run bundle` makes dist/handler and dist/handler-SHA256.zip, with its bill of materials beside it, for Lambda, whatever machine this is. */
import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readTemplate } from '../aws/cloudformation/read.ts';
import { writeDocuments } from '../shared/write-out.ts';
import { bundleHandler } from './bundle.ts';
import { bundleZip } from './bundle-zip.ts';
import { type Architecture, copySharp } from './copy-sharp.ts';
import { sbomOf } from './sbom.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const DIST = path.join(ROOT, 'dist');
const INTO = path.join(DIST, 'handler');
const ARCHITECTURES: readonly Architecture[] = ['arm64', 'x86_64'];

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { architecture: { type: 'string' } } });
  const wanted = values.architecture ?? (await architectureOfTemplate());
  const architecture = ARCHITECTURES.find((name) => name === wanted);
  if (!architecture) throw new Error(`Expected arm64 or x86_64 for --architecture but received ${wanted}`);

  await rm(INTO, { recursive: true, force: true });
  await copySharp({ into: INTO, architecture });
  const bundled = await bundleHandler({ outfile: path.join(INTO, 'index.mjs') });
  const { size } = await stat(path.join(INTO, 'index.mjs'));
  console.log(
    `${shown(INTO)}: ${megabytes(await sizeOf(INTO))} for ${architecture}, of which index.mjs ${megabytes(size)}`,
  );
  const { file, bytes, sha256 } = await bundleZip(INTO, DIST, architecture);
  console.log(`${shown(file)}: ${megabytes(bytes)}, SHA-256 ${sha256}`);
  const sbom = await sbomOf({ sha256, bundled, directory: INTO, root: ROOT });
  await writeDocuments({ [file.replace(/zip$/, 'cdx.json')]: sbom });
}

/** What the function runs on unless a deployment says otherwise. */
async function architectureOfTemplate(): Promise<string> {
  const { template } = await readTemplate(path.join(ROOT, 'templates/image-pipeline.yaml'));
  return String(template.Parameters?.['Architecture']?.Default);
}

async function sizeOf(directory: string): Promise<number> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map(async ({ parentPath, name }) => (await stat(path.join(parentPath, name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

const shown = (file: string): string => path.relative(process.cwd(), file) || '.';
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(2)} MB`;

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
