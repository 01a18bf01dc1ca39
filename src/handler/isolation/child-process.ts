import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { PassingError, PermanentError } from '../errors/coded-errors.ts';
import type { Deadline } from '../settings/deadline.ts';
import { GLIBC_VARIABLES } from '../settings/environment.ts';
import { CHILD_RESIDENT_BYTES } from '../settings/limits.ts';
import { CHILD_ARGUMENT, type Order } from './child-protocol.ts';

export type Child = {
  output: Readable;
  /** Resolves when the child has taken all bytes, or has ended. */
  send(bytes: Buffer): Promise<void>;
  /**
   * Waits for what the child is to do, as long as an image may take. Throws CRASHED or TIMED_OUT where it did not, and
   * an AbortError at the deadline. In each case the child is gone.
   */
  within<T>(work: () => Promise<T>): Promise<T>;
  end(): void;
};

const PAGE_BYTES = 4096;
const WATCH_MILLISECONDS = 50;
/** MiB. Its JavaScript holds no more than the answers; pictures are outside of that heap. */
const HEAP = 64;

/** Variables that the child inherits. It decodes an untrusted file: it gets no credentials and no names. */
const INHERITED = ['LD_LIBRARY_PATH', ...GLIBC_VARIABLES, 'PATH', 'TZ'];

/** Starts the file `entry` as a child that makes one image. */
export function startChild(entry: string, order: Order, { signal }: Deadline): Child {
  const env = Object.fromEntries(INHERITED.map((name) => [name, process.env[name]]));
  const child = spawn(
    process.execPath,
    [`--max-old-space-size=${HEAP}`, entry, CHILD_ARGUMENT, JSON.stringify(order)],
    { env, stdio: ['pipe', 'pipe', 'ignore'] },
  );
  let killedFor: Error | undefined;
  const kill = (reason?: Error): void => {
    killedFor ??= reason;
    child.kill('SIGKILL');
    child.stdout.destroy(); // or 'close' would wait until it is read
  };

  // Not 'exit': its output may still be on the way then. A child that could not be started has no pid.
  const closed = once(child, 'close').catch((error: unknown) => {
    killedFor ??= new PassingError('OUT_OF_MEMORY', `Expected a process for an image but received: ${String(error)}`);
  });
  const maxBytes = order.limits.decodedBytes + CHILD_RESIDENT_BYTES + order.bytes;
  const watch = setInterval(() => {
    if (residentBytes(child.pid) <= maxBytes) return;
    kill(new PermanentError('CRASHED', `Expected at most ${maxBytes} bytes of memory for an image but it took more`));
  }, WATCH_MILLISECONDS);
  const onAbort = (): void => kill();
  signal.addEventListener('abort', onAbort, { once: true });
  closed.then(() => {
    clearInterval(watch);
    signal.removeEventListener('abort', onAbort);
  });
  // The end of the child shows at its output.
  child.stdin.on('error', () => undefined);
  child.stdout.on('error', () => undefined);

  return {
    output: child.stdout,
    send: (bytes) => new Promise((resolve) => child.stdin.write(bytes, () => resolve())),
    async within(work) {
      const seconds = Math.round(order.milliseconds / 1000);
      const tooLong = new PermanentError(
        'TIMED_OUT',
        `Expected an image to be made within ${seconds} s but it was not`,
      );
      const timer = setTimeout(() => kill(tooLong), order.milliseconds);
      try {
        return await work();
      } catch (error) {
        kill();
        await closed;
        signal.throwIfAborted();
        if (killedFor) throw killedFor;
        const end = child.signalCode ?? `exit status ${child.exitCode}`;
        throw new PermanentError('CRASHED', `Expected the decoder to return but its process ended with ${end}`, {
          cause: error,
        });
      } finally {
        clearTimeout(timer);
      }
    },
    end: () => kill(),
  };
}

/** 0 where it cannot be known: not Linux, or the process has ended. */
function residentBytes(pid: number | undefined): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * PAGE_BYTES;
  } catch {
    return 0;
  }
}
