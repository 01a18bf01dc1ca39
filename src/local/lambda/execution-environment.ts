import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Invocation } from './batch-response.ts';
import type { InvocationAnswer, InvocationRequest } from './function-process.ts';
import { peakMemoryBytes } from './memory.ts';

/** What one process of the function is started with. */
export type EnvironmentOptions = {
  bundle: string;
  exportName: string;
  /** All that the process finds in its environment. */
  variables: Record<string, string>;
  memoryBytes: number;
  /** Told every line that the function writes. */
  log(line: string): void;
};

/** What an invocation came to, how long it took, and how long the bundle took to load where it was the first. */
export type TimedInvocation = { outcome: Invocation; milliseconds: number; initMilliseconds?: number };

export type ExecutionEnvironment = {
  /** The time counts from the moment when the bundle has been loaded. */
  invoke(event: unknown, awsRequestId: string, timeoutMilliseconds: number): Promise<TimedInvocation>;
  /** False when the process has ended, or is about to. */
  isAlive(): boolean;
  peakMemoryBytes(): number | undefined;
  close(): Promise<void>;
};

/** Lambda gives a function ten seconds to load. */
const INIT_MILLISECONDS = 10_000;

const MEMORY_INTERVAL_MILLISECONDS = 50;

/** Lambda leaves this share of the memory to V8's old objects; the rest is for buffers, libvips and the code. */
const OLD_SPACE_SHARE = 0.9;

const MEBIBYTE = 1024 * 1024;

/** Waits for one answer of the process, its end, or the deadline, after which the process is killed. */
function nextAnswer(child: ChildProcess, deadline: number, late: string): Promise<InvocationAnswer> {
  return new Promise((resolve) => {
    const settle = (answer: InvocationAnswer): void => {
      clearTimeout(timer);
      child.off('message', onMessage);
      child.off('exit', onExit);
      child.off('error', onError);
      resolve(answer);
    };
    const onMessage = (message: unknown): void => settle(message as InvocationAnswer);
    const onExit = (code: number | null, signal: string | null): void =>
      settle({
        error: `Runtime.ExitError: the process ended with ${signal ? `signal ${signal}` : `exit status ${code}`}`,
      });
    const onError = (error: Error): void => settle({ error: `Runtime.ExitError: ${error.message}` });
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      settle({ error: late });
    }, deadline - Date.now());
    child.on('message', onMessage);
    child.on('exit', onExit);
    child.on('error', onError);
    if (child.exitCode !== null || child.signalCode !== null) onExit(child.exitCode, child.signalCode);
  });
}

/** Starts a process that loads the bundle: one invocation at a time, its own environment, bounded time and memory. */
export function startEnvironment(options: EnvironmentOptions): ExecutionEnvironment {
  const child = fork(path.join(import.meta.dirname, 'function-process.ts'), [options.bundle, options.exportName], {
    env: options.variables,
    execArgv: [`--max-old-space-size=${Math.floor((options.memoryBytes * OLD_SPACE_SHARE) / MEBIBYTE)}`],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const closed = once(child, 'close');
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on('line', options.log);
  }

  let peak: number | undefined;
  const measure = (): boolean => {
    peak = peakMemoryBytes(child.pid ?? 0) ?? peak;
    return (peak ?? 0) > options.memoryBytes;
  };
  const watch = setInterval(() => {
    if (measure()) child.kill('SIGKILL');
  }, MEMORY_INTERVAL_MILLISECONDS);
  closed.then(() => clearInterval(watch));

  const tooMuch = (): string =>
    `Runtime.OutOfMemory: used ${Math.ceil((peak ?? 0) / MEBIBYTE)} MB of ${Math.floor(options.memoryBytes / MEBIBYTE)} MB`;
  const initialised = nextAnswer(
    child,
    Date.now() + INIT_MILLISECONDS,
    'Sandbox.Timedout: loading took more than 10 seconds',
  );
  const launched = Date.now();
  let initMilliseconds: number | undefined;
  initialised.then(() => {
    initMilliseconds = Date.now() - launched;
  });

  async function answerOf(event: unknown, awsRequestId: string, timeoutMilliseconds: number): Promise<Invocation> {
    const deadline = Date.now() + timeoutMilliseconds;
    const late = `Sandbox.Timedout: Task timed out after ${(timeoutMilliseconds / 1000).toFixed(2)} seconds`;
    const answered = nextAnswer(child, deadline, late);
    // A process that has just ended cannot be sent to: its end is the answer.
    child.send({ event, awsRequestId, deadline } satisfies InvocationRequest, () => undefined);
    const answer = await answered;
    if (measure()) {
      child.kill('SIGKILL');
      return { error: tooMuch() };
    }
    return 'ready' in answer ? { error: 'Runtime.InvalidAnswer' } : answer;
  }

  let isFirst = true;
  return {
    async invoke(event, awsRequestId, timeoutMilliseconds) {
      const loaded = await initialised;
      const init = isFirst ? { initMilliseconds: initMilliseconds ?? 0 } : {};
      isFirst = false;
      if (!('ready' in loaded)) {
        child.kill('SIGKILL');
        return { outcome: loaded, milliseconds: initMilliseconds ?? 0, ...init };
      }
      const started = Date.now();
      const outcome = await answerOf(event, awsRequestId, timeoutMilliseconds);
      return { outcome, milliseconds: Date.now() - started, ...init };
    },
    isAlive: () => child.exitCode === null && child.signalCode === null && !child.killed,
    peakMemoryBytes: () => peak,
    async close() {
      child.kill('SIGKILL');
      await closed;
    },
  };
}
