import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { zipSync } from 'fflate';
import type { Architecture } from './copy-sharp.ts';

/** `e_machine` in the header of an ELF file, from the System V ABI supplements of the two processors. */
const MACHINES: ReadonlyMap<number, Architecture> = new Map([
  [0xb7, 'arm64'],
  [0x3e, 'x86_64'],
]);
const MACHINE_OFFSET = 18;
const ELF = Buffer.from('\x7fELF', 'latin1');

const isElf = (bytes: Uint8Array): boolean => ELF.equals(bytes.subarray(0, ELF.length));

function machineOf(bytes: Uint8Array): string {
  const machine = Buffer.from(bytes.subarray(0, MACHINE_OFFSET + 2)).readUInt16LE(MACHINE_OFFSET);
  return MACHINES.get(machine) ?? `machine 0x${machine.toString(16)}`;
}

/** Throws where native code among the files is for another processor than the function's, or where there is none. */
export function checkArchitecture(files: ReadonlyMap<string, Uint8Array>, architecture: Architecture): void {
  const native = [...files].filter(([, bytes]) => isElf(bytes));
  if (!native.some(([file]) => file.endsWith('.node'))) {
    throw new Error(`Expected native code of sharp for ${architecture} in the bundle but received none`);
  }
  for (const [file, bytes] of native) {
    const machine = machineOf(bytes);
    if (machine !== architecture)
      throw new Error(`Expected ${file} to be for ${architecture} but it is for ${machine}`);
  }
}

/** The files in a folder by their path below it, with `/` on every system. A link, or anything else, is refused. */
export async function bundleFiles(directory: string): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) continue;
    const file = path.join(entry.parentPath, entry.name);
    if (!entry.isFile()) throw new Error(`Expected ${file} to be a file but received a link or a device`);
    files.set(path.relative(directory, file).split(path.sep).join('/'), await readFile(file));
  }
  return files;
}

/** The first moment that a zip can tell. fflate writes the local time of a Date, so it is given in local time. */
const FIRST_MOMENT = new Date(1980, 0, 1);

/** Made on Unix: the upper half of the attributes is then the mode, a regular file that everybody may read. */
const UNIX = 3;
const READABLE_FILE = (0o100_644 << 16) >>> 0;

/** Of 0 to 9. The last takes a third longer, and makes libvips two kilobytes larger. */
const LEVEL = 8;

/** Fixed, as the default depends on the size by way of a logarithm; 12 gives the smallest files. */
const MEMORY_LEVEL = 12;

/**
 * A zip of files by path, with `/`: the same bytes for the same files on any machine and in any order. It is compressed in
 * JavaScript, because the zlib in Node differs between its builds.
 */
export function zip(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const entries = [...files].toSorted(([one], [other]) => (one < other ? -1 : 1));
  return zipSync(Object.fromEntries(entries), {
    level: LEVEL,
    mem: MEMORY_LEVEL,
    mtime: FIRST_MOMENT,
    os: UNIX,
    attrs: READABLE_FILE,
  });
}

const ZIP = /^handler-[0-9a-f]{64}\.(zip|cdx\.json)$/;

type BundleZip = { file: string; sha256: string; bytes: number };

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
