import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ImageMaker } from './image-set.ts';

const IMAGE = /\.(jpe?g|png|gif|webp|bmp)$/i;

/** The images of a folder, by their names. Throws where there are none. */
export async function folderMakers(folder: string): Promise<ImageMaker[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => IMAGE.test(name)).sort();
  if (names.length === 0) throw new Error(`Expected images in the folder ${folder} for --images but received none`);
  return names.map((name) => ({ name, quick: true, make: () => readFile(path.join(folder, name)) }));
}
