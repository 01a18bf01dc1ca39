import { glob, readdir, stat } from 'node:fs/promises';
import path from 'node:path';

/** What would be deployed as code, where it was built: the newest zip, or else the folder that is packed. */
export type Artifact = { file: string; bytes: number; packed: boolean };

async function folderSize(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async ({ parentPath, name }) => (await stat(path.join(parentPath, name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Looks in `dist`, which `npm run bundle` makes; undefined where nothing was built. */
export async function findArtifact(folder = 'dist'): Promise<Artifact | undefined> {
  const zips: { file: string; bytes: number; time: number }[] = [];
  for await (const name of glob('handler-*.zip', { cwd: folder })) {
    const { size, mtimeMs } = await stat(path.join(folder, name));
    zips.push({ file: path.posix.join(folder, name), bytes: size, time: mtimeMs });
  }
  const [newest] = zips.toSorted((one, other) => other.time - one.time);
  if (newest) return { file: newest.file, bytes: newest.bytes, packed: true };
  const bytes = await folderSize(path.join(folder, 'handler'));
  return bytes > 0 ? { file: path.posix.join(folder, 'handler'), bytes, packed: false } : undefined;
}
