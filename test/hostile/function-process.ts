import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Invocation } from '../../src/local/lambda/batch-response.ts';
import { startEnvironment } from '../../src/local/lambda/execution-environment.ts';
import { peakMemoryBytes } from '../../src/local/lambda/memory.ts';
import { forgetPeakMemory, processorMilliseconds } from './process-usage.ts';

export type LogLine = Record<string, unknown>;

export type Invoked = {
  invocation: Invocation;
  /** What the function wrote. */
  lines: LogLine[];
  milliseconds: number;
  processorMilliseconds: number;
  /** The most that the process held from just before the invocation on. */
  peakBytes: number;
};

/** Of the function; the smallest that the template allows. */
export const MEMORY_BYTES = 512 * 2 ** 20;
/** Of the function, which the handler is told of. */
const TIMEOUT_MILLISECONDS = 50_000;
/** For one image. With 512 MB Lambda gives 0.29 of a processor: this is 17 of the function's 50 seconds. */
export const MAX_PROCESSOR_MILLISECONDS = 5_000;

const LOOK_MILLISECONDS = 50;
const LATE_LINES_MILLISECONDS = 5_000;

const parse = (line: string): LogLine => {
  try {
    return JSON.parse(line);
  } catch {
    return { unreadable: line };
  }
};

/** One process of the function, limited in memory as Lambda would, and in time by what it has of a processor. */
export function startProcess(bundle: string, variables: Record<string, string>) {
  const lines: LogLine[] = [];
  const log = (line: string): unknown => lines.push(parse(line));
  const environment = startEnvironment({ bundle, exportName: 'handler', variables, memoryBytes: MEMORY_BYTES, log });
  /** Told by the bundle when it is loaded. */
  const pid = (): number => Number(lines.find((line) => 'pid' in line)?.['pid'] ?? 0);

  return {
    isAlive: environment.isAlive,
    close: environment.close,
    /** Kills the process when it takes too long, as Lambda does. Comes back when each message's metrics are written. */
    async invoke(records: readonly { messageId: string }[], maxProcessorMilliseconds: number): Promise<Invoked> {
      forgetPeakMemory(pid());
      const from = lines.length;
      const started = performance.now();
      const before = processorMilliseconds(pid());
      let used = 0;
      let peakBytes = 0;
      const look = (): void => {
        used = Math.max(used, processorMilliseconds(pid()) - before);
        peakBytes = peakMemoryBytes(pid()) ?? peakBytes;
        if (used > maxProcessorMilliseconds) environment.close();
      };
      const watch = setInterval(look, LOOK_MILLISECONDS);
      const answer = await environment.invoke({ Records: records }, randomUUID(), TIMEOUT_MILLISECONDS);
      const milliseconds = performance.now() - started;
      clearInterval(watch);
      look();
      const isSlow = used > maxProcessorMilliseconds;
      const invocation = isSlow ? { error: `took more than ${maxProcessorMilliseconds} ms of a processor` } : answer;

      // The answer and the log come by two ways: the log may be later.
      const isTold = ({ messageId }: { messageId: string }): boolean =>
        lines.some((line) => '_aws' in line && line['messageId'] === messageId);
      const until = performance.now() + LATE_LINES_MILLISECONDS;
      while (environment.isAlive() && !records.every(isTold) && performance.now() < until) await sleep(2);
      return { invocation, lines: lines.slice(from), milliseconds, processorMilliseconds: used, peakBytes };
    },
  };
}

export type FunctionProcess = ReturnType<typeof startProcess>;
