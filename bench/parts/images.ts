import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { folderMakers } from '../images/folder.ts';
import { IMAGE_MAKERS } from '../images/image-set.ts';
import { buildCommit, buildFunction, buildHandler, findOriginal } from '../measure/build.ts';
import { hasTaskset, OF_GLIBC } from '../measure/function-process.ts';
import { measureCore } from '../measure/measure-core.ts';
import { type Contender, measureImage, startContenders } from '../measure/measure-image.ts';
import { pillowPngBytes } from '../measure/pillow-png.ts';
import { chart } from '../report/chart.ts';
import { coreTable } from '../report/core-table.ts';
import { goalTable } from '../report/goals.ts';
import { type ImageResult, imageTable } from '../report/image-table.ts';
import { describeNoise } from '../report/noise.ts';
import type { Bench } from './bench.ts';

const ROOT = path.join(import.meta.dirname, '../..');
/** The last one: the first takes the machine's interrupts. */
const PROCESSOR = 1;

/** Each image through this handler, plain sharp, tuned sharp, decoding alone, and another commit, in turn. */
export async function benchImages({ options, folder, s3, write }: Bench): Promise<void> {
  const { isQuick, against, only } = options;
  const makers = options.folder === undefined ? IMAGE_MAKERS : await folderMakers(options.folder);
  const chosen = makers.filter(
    ({ name, quick }) => name.includes(only) && (quick || only || !isQuick || options.folder),
  );
  if (chosen.length === 0) throw new Error(`Expected images whose names contain "${only}" but received none`);

  const handler = await buildHandler(path.join(folder, 'handler'));
  const contenders: Contender[] = [{ name: 'handler', file: handler, environment: OF_GLIBC }];
  if (against !== undefined) {
    const file = await buildCommit(against, path.join(folder, 'against'));
    contenders.push({ name: 'against', file, environment: OF_GLIBC });
  }
  for (const name of ['plain', 'tuned', 'decode']) {
    contenders.push({ name, file: await buildFunction(name, path.join(folder, 'functions')) });
  }
  if (options.original !== undefined) contenders.push({ name: 'original', ...(await findOriginal(options.original)) });
  contenders.push({ name: 'equal', file: handler, environment: OF_GLIBC });

  const how = {
    s3,
    ...(hasTaskset() && { processor: PROCESSOR }),
    rounds: 5,
    milliseconds: isQuick ? 500 : 1000,
  };
  const results: ImageResult[] = [];
  const { running, stop } = await startContenders(contenders, how);
  for (const { name, make } of chosen) {
    process.stderr.write(`${name}\n`);
    const image = { name, bytes: await make() };
    const core = await measureCore(image, how);
    const measured = await measureImage(image, running, how);
    const { python } = contenders.find((contender) => contender.python !== undefined) ?? {};
    const isPhotograph = /^PNG \d+ MP$/.test(name);
    const pillowPng = python && isPhotograph ? await pillowPngBytes(python, image.bytes) : undefined;
    results.push({ name, bytes: image.bytes.length, measured, core, ...(pillowPng && { pillowPng }) });
  }
  await stop();
  write(imageTable(results, against));
  write(coreTable(results));
  write(goalTable(results));
  write(describeNoise(results));
  const file = path.join(ROOT, options.write ? 'bench/chart.svg' : 'out/bench/chart.svg');
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, chart(results, 'Milliseconds of one processor for an image, with its requests to S3'));
  process.stderr.write(`${path.relative(process.cwd(), file)}\n`);
}
