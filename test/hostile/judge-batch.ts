import type { HostileFile } from './hostile-file.ts';
import { judge } from './judge.ts';
import { type Observed, observe } from './observe.ts';
import type { Run } from './start-run.ts';

/** Has the function handle hostile files, and then a good one, in one batch: what was observed, and what is wrong about it. */
export async function judgeBatch(
  prefix: string,
  files: readonly HostileFile[],
  { buckets, pool, good, goodPixels }: Run,
  options?: Parameters<typeof observe>[4],
): Promise<{ observed: Observed; faults: string[] }> {
  const uploads = [];
  for (const [index, file] of files.entries()) uploads.push({ name: `${index}`, bytes: await file.bytes() });
  uploads.push({ name: 'good', bytes: good });
  const observed = await observe(prefix, uploads, buckets, pool, options);
  return { observed, faults: await judge(files, observed, goodPixels) };
}
