import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SQSRecord } from 'aws-lambda';
import type { Invocation } from '../../src/local/lambda/batch-response.ts';
import { startEnvironment } from '../../src/local/lambda/execution-environment.ts';
import { LIMITS } from '../handler/environment.ts';
import { forgetPeakMemory, memoryBytes, processorMilliseconds, residentBytes } from './process-usage.ts';

export type LogLine = Record<string, unknown>;

/** What of an SQS record the function looks at. */
export type Message = Pick<SQSRecord, 'messageId' | 'body'> & { attributes: { ApproximateReceiveCount: string } };

export type Invoked = {
  invocation: Invocation;
  /** What the function wrote. */
  lines: LogLine[];
  milliseconds: number;
  processorMilliseconds: number;
  /** The most that the process held from just before the invocation on, and what it holds after it. */
  peakBytes: number;
  leftBytes: number;
};

export type Limits = {
  /** Of the invocation, which the handler is told of. */
  timeoutMilliseconds: number;
  maxProcessorMilliseconds: number;
};

/** Of the function; the smallest that the template allows. */
export const MEMORY_BYTES = 512 * 2 ** 20;

/** What the handler allows an animation, the most that one image may take: 28.5 of the function's 50 seconds. */
export const ONE_IMAGE: Limits = {
  timeoutMilliseconds: 50_000,
  maxProcessorMilliseconds: LIMITS.animationMilliseconds,
};

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
    /** Kills the process when it takes too much. Comes back when the metrics of each message are written. */
    async invoke(messages: readonly Message[], limits: Limits): Promise<Invoked> {
      forgetPeakMemory(pid());
      const from = lines.length;
      const started = performance.now();
      const before = processorMilliseconds(pid());
      let used = 0;
      let peakBytes = 0;
      let stopped: string | undefined;
      const look = (): void => {
        used = Math.max(used, processorMilliseconds(pid()) - before);
        peakBytes = Math.max(peakBytes, memoryBytes(pid()));
        if (used > limits.maxProcessorMilliseconds) stopped ??= `took ${used} ms of a processor`;
        if (peakBytes > MEMORY_BYTES) stopped ??= `held ${Math.ceil(peakBytes / 2 ** 20)} MB`;
        if (stopped) environment.close();
      };
      const watch = setInterval(look, LOOK_MILLISECONDS);
      const { outcome } = await environment.invoke({ Records: messages }, randomUUID(), limits.timeoutMilliseconds);
      const milliseconds = performance.now() - started;
      clearInterval(watch);
      look();

      // The answer and the log come by two ways: the log may be later.
      const isTold = ({ messageId }: Message): boolean =>
        lines.some((line, index) => index >= from && '_aws' in line && line['messageId'] === messageId);
      const until = performance.now() + LATE_LINES_MILLISECONDS;
      while (environment.isAlive() && !messages.every(isTold) && performance.now() < until) await sleep(2);
      const invocation = stopped === undefined ? outcome : { error: stopped };
      return {
        invocation,
        lines: lines.slice(from),
        milliseconds,
        processorMilliseconds: used,
        peakBytes,
        leftBytes: residentBytes(pid()),
      };
    },
  };
}

export type FunctionProcess = ReturnType<typeof startProcess>;
