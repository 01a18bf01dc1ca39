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
};

/** Images in flight with all processors. */
const AT_ONCE = 4;
const MAX_ROUNDS = 25;
const MAX_WARM_UPS = 30;
const WARM_UP_MILLISECONDS = 3000;
/**
 * A processor that has been idle, or has worked for another contender, takes up to half as long again for its next image.
 * After so many milliseconds of work it is what it is in the middle of a batch.
 */
const AWAKE_MILLISECONDS = 60;

async function start({ name, ...contender }: Contender, { s3, processor }: MeasureOptions) {
  const pinned = processor === undefined ? {} : { processor };
  const one = await startFunctionProcess({ ...contender, s3, ...pinned });
  const all = await startFunctionProcess({ ...contender, s3 });
  const close = (): void => {
    one.close();
    all.close();
  };
  return { name, one, all, close };
}

/** Until the JavaScript is compiled for speed, as that of a function is that has been at work for a while. */
async function warmUp({ one, all }: Awaited<ReturnType<typeof start>>, name: string): Promise<void> {
  const until = performance.now() + WARM_UP_MILLISECONDS;
  for (let time = 0; time < MAX_WARM_UPS && (time === 0 || performance.now() < until); time++) {
    await one.invoke([name]);
    await all.invoke([name]);
  }
}

async function wake({ invoke }: FunctionProcess, names: readonly string[]): Promise<void> {
  const until = performance.now() + AWAKE_MILLISECONDS;
  while (performance.now() < until) await invoke(names);
}

/** Measures an image with all contenders in turn. Those that cannot make it are not in the answer. */
export async function measureImage(
  { name, bytes }: BenchImage,
  contenders: readonly Contender[],
  options: MeasureOptions,
): Promise<Map<string, Measured>> {
  const { s3, rounds, milliseconds } = options;
  s3.serve(name, bytes);
  const running: (Awaited<ReturnType<typeof start>> & { measured: Measured })[] = [];
  try {
    for (const contender of contenders) {
      const started = await start(contender, options);
      try {
        s3.forget();
        const { peakBytes } = await started.one.invoke([name]); // a fresh process
        const output = s3.written('/processed/') ?? Buffer.alloc(0);
        await warmUp(started, name);
        const similar = await quality(bytes, output).catch(() => Number.NaN); // no picture
        running.push({ ...started, measured: { one: [], all: [], bytes: output.length, ssim: similar, peakBytes } });
      } catch {
        started.close();
      }
    }
    const until = performance.now() + milliseconds * running.length;
    for (let round = 0; round < MAX_ROUNDS && (round < rounds || performance.now() < until); round++) {
      for (const { one, all, measured } of running) {
        await wake(one, [name]);
        measured.one.push((await one.invoke([name])).processorMilliseconds);
        const names = Array.from({ length: AT_ONCE }, () => name);
        await wake(all, names);
        const batch = await all.invoke(names);
        measured.all.push(batch.milliseconds / AT_ONCE);
        s3.forget();
      }
    }
    return new Map(running.map(({ name: contender, measured }) => [contender, measured]));
  } finally {
    for (const { close } of running) close();
  }
}
