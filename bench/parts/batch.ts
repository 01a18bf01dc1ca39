import path from 'node:path';
import { photograph } from '../images/photograph.ts';
import { buildCommit, buildFunction, buildHandler, findOriginal } from '../measure/build.ts';
import { OF_GLIBC, startFunctionProcess } from '../measure/function-process.ts';
import type { Contender } from '../measure/measure-image.ts';
import type { MemoryS3 } from '../measure/memory-s3.ts';
import { processorsOf, shareProcessors } from '../measure/processor-share.ts';
import { costOfMillion } from '../report/cost.ts';
import { markdownTable } from '../report/markdown-table.ts';
import { median } from '../report/statistics.ts';
import type { Bench } from './bench.ts';

const MEMORY_SIZES = [512, 1024, 1769, 3538];
const BATCH = 10;
/** Until the JavaScript is compiled for speed: see measure-image.ts. */
const WARM_UPS = 3;
/** Of S3 within a Region, in milliseconds before an answer. */
const S3_DELAY = 30;

type Ran = { milliseconds: number; processorMilliseconds: number; peakBytes: number };

/** A batch of ten photographs of twelve megapixels, as a function of this memory size gets the processor. */
async function runBatches(
  contender: Contender,
  memorySize: number,
  rounds: number,
  s3: MemoryS3,
): Promise<Ran | undefined> {
  const share = shareProcessors(processorsOf(memorySize));
  if (share === undefined) return undefined;
  const environment = { ...contender.environment, AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memorySize) };
  const names = Array.from({ length: BATCH }, () => 'photograph');
  const child = await startFunctionProcess({ ...contender, s3, groupFile: share.groupFile, environment });
  try {
    for (let time = 0; time < WARM_UPS; time++) await child.invoke(names);
    const taken = [];
    for (let round = 0; round < rounds; round++) {
      s3.forget();
      taken.push(await child.invoke(names));
    }
    return {
      milliseconds: median(taken.map(({ milliseconds }) => milliseconds)),
      processorMilliseconds: median(taken.map(({ processorMilliseconds }) => processorMilliseconds)),
      peakBytes: Math.max(...taken.map(({ peakBytes }) => peakBytes)),
    };
  } finally {
    await child.close();
    share.remove();
  }
}

/** A batch of ten under Lambda's share of a processor for each memory size, and what a million of such images cost. */
export async function benchBatch({ options, folder, s3, write }: Bench): Promise<void> {
  const functions: Contender[] = [
    { name: 'this handler', file: await buildHandler(path.join(folder, 'handler')), environment: OF_GLIBC },
    { name: 'plain sharp', file: await buildFunction('plain', path.join(folder, 'functions')) },
    { name: 'tuned sharp', file: await buildFunction('tuned', path.join(folder, 'functions')) },
  ];
  if (options.original !== undefined)
    functions.push({ name: 'the original', ...(await findOriginal(options.original)) });
  if (options.against !== undefined) {
    const file = await buildCommit(options.against, path.join(folder, 'against'));
    functions.push({ name: options.against, file, environment: OF_GLIBC });
  }
  s3.serve('photograph', await photograph(4000, 3000).jpeg({ quality: 90 }).toBuffer());
  s3.delay = S3_DELAY;
  const rows: string[][] = [];
  for (const memorySize of MEMORY_SIZES) {
    for (const contender of functions) {
      const ran = await runBatches(contender, memorySize, options.isQuick ? 2 : 5, s3);
      if (ran === undefined) {
        throw new Error(
          'Expected to make a control group for a share of the processor but this user may not, or there are none',
        );
      }
      const { milliseconds, processorMilliseconds, peakBytes } = ran;
      const floor = processorMilliseconds / Math.min(processorsOf(memorySize), 1);
      const cost = { memorySize, milliseconds: milliseconds / BATCH, batch: BATCH };
      rows.push([
        `${memorySize} MB, ${contender.name}`,
        processorsOf(memorySize).toFixed(2),
        milliseconds.toFixed(0),
        `${(milliseconds / floor).toFixed(2)} ×`,
        (peakBytes / 1e6).toFixed(0),
        costOfMillion('arm64', cost).toFixed(2),
        costOfMillion('x86_64', cost).toFixed(2),
      ]);
    }
  }
  s3.delay = 0;
  const head = [
    'Ten images of 12 MP',
    'processors',
    'ms',
    'to its processor time',
    'MB',
    '$ a million, arm64',
    'x86_64',
  ];
  write(markdownTable(head, rows));
  write('The dollars are those of Lambda, at its list prices; arm64 is reckoned with the times of this processor.\n');
}
