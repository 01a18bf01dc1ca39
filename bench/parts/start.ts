import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { photograph } from '../images/photograph.ts';
import { buildCommit, buildFunction, buildHandler } from '../measure/build.ts';
import { startFunctionProcess } from '../measure/function-process.ts';
import { markdownTable } from '../report/markdown-table.ts';
import { median, ratioInTurn } from '../report/statistics.ts';
import type { Bench } from './bench.ts';

/** The plain function as it is written, with the packages beside it: what is not bundled. */
async function buildUnbundled(functions: string): Promise<string> {
  const outfile = path.join(functions, 'unbundled.mjs');
  await build({
    entryPoints: [path.join(import.meta.dirname, '../functions/plain.ts')],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
  });
  return outfile;
}

type Started = { name: string; file: string; loads: number[]; walls: number[]; firsts: number[] };

/** How long a fresh process takes to load the function, and then for its first image of one megapixel. */
export async function benchStart({ options, folder, s3, write }: Bench): Promise<void> {
  const functions = path.join(folder, 'functions');
  const handler = await buildHandler(path.join(folder, 'handler'));
  await buildFunction('plain', functions); // puts the packages beside it
  const alone = path.join(functions, 'sharp-alone.mjs');
  await writeFile(alone, "import sharp from 'sharp';\nexport const handler = () => sharp;\n");
  const files: [string, string][] = [
    ['this handler', handler],
    ['import sharp alone', alone],
    ['plain sharp with the SDK, unbundled', await buildUnbundled(functions)],
  ];
  if (options.against !== undefined) {
    files.push([options.against, await buildCommit(options.against, path.join(folder, 'against-start'))]);
  }
  s3.serve('first', await photograph(1152, 864).jpeg({ quality: 88 }).toBuffer());
  const started = files.map(([name, file]): Started => ({ name, file, loads: [], walls: [], firsts: [] }));
  for (const { file } of started) await readFile(file); // into the cache of files
  for (let round = 0; round < (options.isQuick ? 7 : 21); round++) {
    for (const { file, loads, walls, firsts } of started) {
      const process = await startFunctionProcess({ file, s3 });
      loads.push(process.loaded.processorMilliseconds);
      walls.push(process.loaded.milliseconds);
      if (file !== alone) firsts.push((await process.invoke(['first'])).processorMilliseconds);
      process.close();
      s3.forget();
    }
  }
  const unbundled = started[2] as Started;
  const rows = started.map(({ name, loads, walls, firsts }) => [
    name,
    median(walls).toFixed(0),
    median(loads).toFixed(0),
    `${ratioInTurn(loads, unbundled.loads).toFixed(2)} ×`,
    firsts.length === 0 ? '–' : median(firsts).toFixed(0),
  ]);
  write(markdownTable(['Start', 'ms on the wall', 'ms of a processor', 'to unbundled', 'first image'], rows));
}
