import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { bundleHandler } from '../../build/bundle.ts';

const DIST_FOLDER = path.join(import.meta.dirname, '..', '..', '..', 'dist');

/** The bundle, in a folder of its own inside the checkout, where sharp is found; two runs do not overwrite each other's. */
export async function makeBundle(): Promise<{ file: string; remove(): Promise<void> }> {
  await mkdir(DIST_FOLDER, { recursive: true });
  const folder = await mkdtemp(path.join(DIST_FOLDER, 'local-'));
  const file = path.join(folder, 'index.mjs');
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  await bundleHandler({ outfile: file }).catch(async (error: unknown) => {
    await remove();
    throw error;
  });
  return { file, remove };
}
