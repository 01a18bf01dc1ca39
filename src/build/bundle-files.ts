import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

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
