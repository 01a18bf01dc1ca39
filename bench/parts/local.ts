import { execFile } from 'node:child_process';
import { link, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { IMAGE_MAKERS } from '../images/image-set.ts';
import { buildHandler } from '../measure/build.ts';
import { runLocally } from '../measure/run-locally.ts';
import { markdownTable } from '../report/markdown-table.ts';
import { median } from '../report/statistics.ts';
import type { Bench } from './bench.ts';

const NAMES = ['JPEG 5 MP', 'JPEG 12 MP'];
const FLOOR = path.join(import.meta.dirname, '../measure/floor-worker.ts');

/** A folder of so many uploads of one image. */
async function folderOf(image: string, folder: string, count: number): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (let number = 0; number < count; number++) await link(image, path.join(folder, `${number}.jpg`));
  return folder;
}

/**
 * What the local run takes of a processor for an image, beside what its functions take, and beside the least that any S3 in
 * Node takes for the same bytes. What it takes to start is left out: of a long run that of a short one is taken away.
 */
export async function benchLocal({ options, folder, write }: Bench): Promise<void> {
  const [few, many, rounds] = options.isQuick ? [20, 100, 1] : [100, 300, 3];
  if (process.platform !== 'linux')
    throw new Error('Expected Linux, whose /proc tells what the functions of a run took');
  const handler = await buildHandler(path.join(folder, 'handler'));
  const rows: string[][] = [];
  for (const name of NAMES.filter((each) => each.includes(options.only))) {
    const maker = IMAGE_MAKERS.find((each) => each.name === name);
    if (maker === undefined) throw new Error(`Expected an image named ${name} but there is none`);
    const image = path.join(folder, `${name}.jpg`);
    await writeFile(image, await maker.make());
    const [short, long] = [
      await folderOf(image, path.join(folder, `${name} few`), few),
      await folderOf(image, path.join(folder, `${name} many`), many),
    ];
    const taken = { functions: [] as number[], run: [] as number[], floor: [] as number[] };
    for (let round = 0; round < rounds; round++) {
      const [less, more] = [
        await runLocally(short, path.join(folder, 'out')),
        await runLocally(long, path.join(folder, 'out')),
      ];
      taken.functions.push((more.childMilliseconds - less.childMilliseconds) / (many - few));
      taken.run.push((more.ownMilliseconds - less.ownMilliseconds) / (many - few));
      const { stdout } = await promisify(execFile)(process.execPath, [
        FLOOR,
        image,
        handler,
        String(few),
        String(many - few),
      ]);
      taken.floor.push(Number(stdout));
    }
    const [functions, run, floor] = [median(taken.functions), median(taken.run), median(taken.floor)];
    const share = (value: number): string => `${(value / functions).toFixed(2)} ×`;
    rows.push([name, functions.toFixed(0), run.toFixed(0), share(run), floor.toFixed(0), share(floor)]);
  }
  write(
    markdownTable(['Local run, ms of a processor', 'functions', 'the run itself', 'share', 'the least', 'share'], rows),
  );
}
