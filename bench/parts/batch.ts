import path from 'node:path';
import { photograph } from '../images/photograph.ts';
import { buildCommit, buildFunction, buildHandler, findOriginal } from '../measure/build.ts';
import { OF_GLIBC, startFunctionProcess } from '../measure/function-process.ts';
import type { Taken } from '../measure/function-worker.ts';
import type { Contender } from '../measure/measure-image.ts';
import type { MemoryS3 } from '../measure/memory-s3.ts';
import { MEMORY_OF_ONE_PROCESSOR, processorsOf, shareProcessors } from '../measure/processor-share.ts';
import { costOfMillion } from '../report/cost.ts';
import { limitTable } from '../report/goals.ts';
import { markdownTable } from '../report/markdown-table.ts';
import { median, ratioInTurn } from '../report/statistics.ts';
import type { Bench } from './bench.ts';

const MEMORY_SIZES = [512, 1024, 1769, 3538];
const BATCH = 10;
const HANDLER = 'this handler';
const PLAIN = 'plain sharp';
const TUNED = 'tuned sharp';
/** Until the JavaScript is compiled for speed: see measure-image.ts. */
const WARM_UPS = 3;
/** Of S3 within a Region, in milliseconds before an answer. */
const S3_DELAY = 30;

type Ran = { name: string; taken: Taken[] };

/** Batches of ten photographs of twelve megapixels in turn, as functions of this memory size get the processor. */
async function runBatches(
  contenders: readonly Contender[],
  memorySize: number,
  rounds: number,
  s3: MemoryS3,
): Promise<Ran[]> {
  const names = Array.from({ length: BATCH }, () => 'photograph');
  const running = [];
  try {
    for (const contender of contenders) {
      const share = shareProcessors(processorsOf(memorySize));
      if (share === undefined) {
        throw new Error(
          'Expected to make a control group for a share of the processor but this user may not, or there are none',
        );
      }
      const environment = { ...contender.environment, AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memorySize) };
      const child = await startFunctionProcess({ ...contender, s3, groupFile: share.groupFile, environment });
      running.push({ child, share, name: contender.name, taken: [] as Taken[] });
    }
    for (let round = -WARM_UPS; round < rounds; round++) {
      for (const { child, taken } of running) {
        s3.forget();
        const time = await child.invoke(names);
        if (round >= 0) taken.push(time);
      }
    }
    return running;
  } finally {
    for (const { child, share } of running) {
      await child.close();
      share.remove();
    }
  }
}

const walls = (all: readonly Ran[], who: string): number[] =>
  all.find(({ name }) => name === who)?.taken.map(({ milliseconds }) => milliseconds) ?? [];

/** How many times as long as its processor's time a batch took: what it waited. */
function waiting({ taken }: Ran, memorySize: number): number {
  const processors = Math.min(processorsOf(memorySize), 1);
  return median(taken.map((time) => (time.milliseconds * processors) / time.processorMilliseconds));
}

/** A batch of ten under Lambda's share of a processor for each memory size, and what a million of such images cost. */
export async function benchBatch({ options, folder, s3, write }: Bench): Promise<void> {
  const functions: Contender[] = [
    { name: HANDLER, file: await buildHandler(path.join(folder, 'handler')), environment: OF_GLIBC },
    { name: PLAIN, file: await buildFunction('plain', path.join(folder, 'functions')) },
    { name: TUNED, file: await buildFunction('tuned', path.join(folder, 'functions')) },
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
  const goals: string[] = [];
  for (const memorySize of MEMORY_SIZES) {
    const all = await runBatches(functions, memorySize, options.isQuick ? 3 : 9, s3);
    for (const ran of all) {
      const milliseconds = median(walls(all, ran.name));
      const peakBytes = Math.max(...ran.taken.map((time) => time.peakBytes));
      const cost = { memorySize, milliseconds: milliseconds / BATCH, batch: BATCH };
      rows.push([
        `${memorySize} MB, ${ran.name}`,
        processorsOf(memorySize).toFixed(2),
        milliseconds.toFixed(0),
        `${waiting(ran, memorySize).toFixed(2)} ×`,
        (peakBytes / 1e6).toFixed(0),
        costOfMillion('arm64', cost).toFixed(2),
        costOfMillion('x86_64', cost).toFixed(2),
      ]);
    }
    if (memorySize !== MEMORY_OF_ONE_PROCESSOR) continue;
    const toOriginal = (who: string) => ratioInTurn(walls(all, 'the original'), walls(all, who));
    const least = { limit: 3.5, isMost: false };
    goals.push(
      limitTable([
        {
          text: 'Ten, one processor: to its time',
          limit: 1.3,
          isMost: true,
          value: waiting(all[0] as Ran, memorySize),
        },
        { ...least, text: 'The original to this handler', value: toOriginal(HANDLER) },
        { ...least, text: 'The original to tuned sharp', value: toOriginal(TUNED) },
        { ...least, text: 'The original to plain sharp', value: toOriginal(PLAIN) },
      ]),
    );
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
  goals.forEach(write);
  write('The dollars are those of Lambda, at its list prices; arm64 is reckoned with the times of this processor.\n');
}
