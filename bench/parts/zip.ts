import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { bundleHandler } from '../../src/build/bundle.ts';
import { bundleZip } from '../../src/build/bundle-zip.ts';
import { type Architecture, copySharp } from '../../src/build/copy-sharp.ts';
import { markdownTable } from '../report/markdown-table.ts';
import type { Bench } from './bench.ts';

const PARTS: readonly (readonly [name: string, is: RegExp])[] = [
  ['libvips', /\.so[.\d]*$/],
  ['native code of sharp', /\.node$/],
  ['JavaScript', /\.[cm]?js$/],
  ['manifests and licences', /./],
];

/** The bytes of each part in a zip, and of its own directory. */
export function sizesInZip(zipped: Uint8Array): Map<string, number> {
  const sizes = new Map(PARTS.map(([name]) => [name, 0]));
  unzipSync(zipped, {
    filter({ name, size }) {
      const [part = ''] = PARTS.find(([, is]) => is.test(name)) ?? [];
      sizes.set(part, (sizes.get(part) ?? 0) + size);
      return false;
    },
  });
  const inFiles = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  return sizes.set("the zip's own", zipped.length - inFiles).set('all', zipped.length);
}

/** What the zip for Lambda holds, for both architectures. */
export async function benchZip({ folder, write }: Bench): Promise<void> {
  const architectures: readonly Architecture[] = ['arm64', 'x86_64'];
  const columns: Map<string, number>[] = [];
  for (const architecture of architectures) {
    const into = path.join(folder, 'zip', architecture);
    await copySharp({ into, architecture });
    await bundleHandler({ outfile: path.join(into, 'index.mjs') });
    const { file } = await bundleZip(into, path.join(folder, 'zip'), architecture);
    columns.push(sizesInZip(await readFile(file)));
  }
  const names = [...(columns[0]?.keys() ?? [])];
  const kilobytes = (bytes = 0): string => (bytes / 1000).toFixed(0);
  const rows = names.map((name) => [name, ...columns.map((sizes) => kilobytes(sizes.get(name)))]);
  write(markdownTable(['kB in the zip', ...architectures], rows));
}
