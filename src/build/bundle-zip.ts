import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { checkArchitecture } from './bundle-architecture.ts';
import { bundleFiles } from './bundle-files.ts';
import type { Architecture } from './copy-sharp.ts';
import { zip } from './zip.ts';

const ZIP = /^handler-[0-9a-f]{64}\.(zip|cdx\.json)$/;

export type BundleZip = { file: string; sha256: string; bytes: number };

/**
 * Zips the bundle in `directory` as `into`/handler-SHA256.zip, in the place of any that an earlier build left there. Throws,
 * and writes nothing, where its native code is not for the architecture.
 */
export async function bundleZip(directory: string, into: string, architecture: Architecture): Promise<BundleZip> {
  const files = await bundleFiles(directory);
  checkArchitecture(files, architecture);
  const zipped = zip(files);
  const sha256 = createHash('sha256').update(zipped).digest('hex');
  const file = path.join(into, `handler-${sha256}.zip`);
  await mkdir(into, { recursive: true });
  for (const name of await readdir(into)) if (ZIP.test(name)) await rm(path.join(into, name));
  await writeFile(file, zipped);
  return { file, sha256, bytes: zipped.length };
}
