import type { BenchImage } from '../images/image-set.ts';
import { type FunctionProcess, startFunctionProcess } from './function-process.ts';
import type { MemoryS3 } from './memory-s3.ts';
import { quality } from './quality.ts';

/** A function that is measured, by the module that exports it. */
export type Contender = {
  name: string;
  file: string;
  python?: string;
  /** Beside what all are given. */
  environment?: Readonly<Record<string, string>>;
};

/** Of one contender and one image. Times in milliseconds, one of each round. */
export type Measured = {
  /** Of a processor, the whole of the function with its requests: the time on a machine of one that does nothing else. */
  one: number[];
  /** On the wall for each of several images at once, with all processors. */
  all: number[];
  /** Of the output. */
  bytes: number;
  /** See quality.ts. NaN where there is no picture to compare. */
  ssim: number;
  /** Of a fresh process that makes only this image. */
  peakBytes: number;
};

export type MeasureOptions = {
  s3: MemoryS3;
  /** The processor for the time of one. */
  processor?: number;
  /** Rounds of each image at the least, and milliseconds for all rounds of one contender beyond these. */
  rounds: number;
  milliseconds: number;
  /**
   * For the first image, until the JavaScript is compiled for speed, as that of a function that has been at work for a
   * while. Each other image has a tenth of it: some of the JavaScript is that of a format.
   */
  warmUpMilliseconds?: number;
};

/** Images in flight with all processors. */
const AT_ONCE = 4;
const MAX_ROUNDS = 25;
const WARM_UP_MILLISECONDS = 4000;
/**
 * A processor that has been idle, or has worked for another contender, takes up to half as long again for its next image.
 * After so many milliseconds of work it is what it is in the middle of a batch.
 */
const AWAKE_MILLISECONDS = 60;

/** Returns what the last batch took. */
async function keepAtWork(
  { invoke }: FunctionProcess,
  names: readonly string[],
  milliseconds: number,
): Promise<number> {
  const until = performance.now() + milliseconds;
  for (;;) {
    const taken = await invoke(names);
    if (performance.now() >= until) return taken.milliseconds;
  }
}

/** A contender at work: its processes stay for all images, as long as they make them. */
export type Running = {
  contender: Contender;
  /** On one processor. */
  one: FunctionProcess;
  /** On all of them. */
  all: FunctionProcess;
  isWarm: boolean;
};

async function start(contender: Contender, { s3, processor }: MeasureOptions): Promise<Running> {
  const pinned = processor === undefined ? {} : { processor };
  const [one, all] = await Promise.all([
    startFunctionProcess({ ...contender, s3, ...pinned }),
    startFunctionProcess({ ...contender, s3 }),
  ]);
  return { contender, one, all, isWarm: false };
}

async function stop({ one, all }: Running): Promise<void> {
  await Promise.all([one.close(), all.close()]);
}

/** Starts what is measured. Whoever starts it has to stop it. */
export async function startContenders(
  contenders: readonly Contender[],
  options: MeasureOptions,
): Promise<{ running: Running[]; stop(): Promise<void> }> {
  const running = await Promise.all(contenders.map((contender) => start(contender, options)));
  return {
    running,
    stop: async () => {
      await Promise.all(running.map(stop));
    },
  };
}

/** The most memory that a process has in use which makes only this image. */
async function peakOf(contender: Contender, name: string, s3: MemoryS3): Promise<number> {
  const fresh = await startFunctionProcess({ ...contender, s3 });
  try {
    return (await fresh.invoke([name])).peakBytes;
  } finally {
    await fresh.close();
  }
}

/** Measures an image with all contenders in turn. Those that cannot make it are not in the answer. */
export async function measureImage(
  { name, bytes }: BenchImage,
  running: Running[],
  options: MeasureOptions,
): Promise<Map<string, Measured>> {
  const { s3, rounds, milliseconds, warmUpMilliseconds = WARM_UP_MILLISECONDS } = options;
  s3.serve(name, bytes);
  const several = Array.from({ length: AT_ONCE }, () => name);
  const able: { measured: Measured; work: Running; wakesItself: boolean }[] = [];
  for (const [at, work] of running.entries()) {
    const { contender, isWarm } = work;
    try {
      s3.forget();
      const peakBytes = await peakOf(contender, name, s3);
      const output = s3.written('/processed/') ?? Buffer.alloc(0);
      const warmUp = isWarm ? warmUpMilliseconds / 10 : warmUpMilliseconds;
      const taken = await keepAtWork(work.one, [name], warmUp);
      await keepAtWork(work.all, several, warmUp / 2);
      work.isWarm = true;
      const similar = await quality(bytes, output).catch(() => Number.NaN); // no picture
      able.push({
        work,
        wakesItself: taken > AWAKE_MILLISECONDS * 2,
        measured: { one: [], all: [], bytes: output.length, ssim: similar, peakBytes },
      });
    } catch {
      await stop(work); // it may have ended
      running[at] = await start(contender, options);
    }
  }
  const until = performance.now() + milliseconds * able.length;
  for (let round = 0; round < MAX_ROUNDS && (round < rounds || performance.now() < until); round++) {
    for (const { measured, work, wakesItself } of able) {
      if (!wakesItself) await keepAtWork(work.one, [name], AWAKE_MILLISECONDS);
      measured.one.push((await work.one.invoke([name])).processorMilliseconds);
      if (!wakesItself) await keepAtWork(work.all, several, AWAKE_MILLISECONDS);
      measured.all.push((await work.all.invoke(several)).milliseconds / AT_ONCE);
      s3.forget();
    }
  }
  return new Map(able.map(({ measured, work }) => [work.contender.name, measured]));
}
