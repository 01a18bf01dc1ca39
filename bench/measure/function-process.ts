import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Environment, GLIBC_VARIABLES } from '../../src/handler/settings/environment.ts';
import type { Loaded, Taken } from './function-worker.ts';
import type { MemoryS3 } from './memory-s3.ts';

export type FunctionOptions = {
  /** The module that exports the handler, or a program of Python that is a worker of its own. */
  file: string;
  /** What runs it where it is one. */
  python?: string;
  s3: MemoryS3;
  /** The only processor it may run on, where this machine knows taskset. */
  processor?: number;
  /** A control group that it joins before anything is loaded: see processor-share.ts. */
  groupFile?: string;
  environment?: Readonly<Record<string, string>>;
};

export type FunctionProcess = {
  pid: number;
  loaded: Loaded;
  /** Handles one batch of images, by their names in the memory S3. Throws where one is not made. */
  invoke(names: readonly string[]): Promise<Taken>;
  /** Resolves when the process has ended. */
  close(): Promise<void>;
};

/** Of a process, as Linux counts them. */
export const residentBytes = (pid: number): number =>
  1024 * Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);

const WORKER = path.join(import.meta.dirname, 'function-worker.ts');

/** As the template sets them. */
const ENVIRONMENT: Omit<Environment, keyof typeof OF_GLIBC> = {
  UPLOAD_BUCKET: 'uploads',
  PROCESSED_BUCKET: 'processed',
  PIPELINE_NAME: 'bench',
  METRIC_NAMESPACE: 'bench',
  IMAGE_WIDTH: '800',
  IMAGE_HEIGHT: '600',
  IMAGE_FIT: 'inside',
  IMAGE_ENLARGE: 'false',
  OUTPUT_FORMAT: 'original',
  LOG_LEVEL: 'INFO',
  MAX_RECEIVE_COUNT: '3',
  MAXIMUM_UPLOAD_MEGABYTES: '50',
  FUNCTION_TIMEOUT: '50',
};

/** What the template sets for glibc. */
export const OF_GLIBC = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: '8388608',
  MALLOC_TRIM_THRESHOLD_: '33554432',
} satisfies Record<(typeof GLIBC_VARIABLES)[number], string>;

const OF_THE_SDK = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
};

/** A command that runs on one processor alone, or where it likes. */
export const onProcessor = (processor: number | undefined, command: readonly string[]): string[] =>
  processor === undefined ? [...command] : ['taskset', '-c', String(processor), ...command];

export const hasTaskset = (): boolean => spawnSync('taskset', ['--version']).status === 0;

let sent = 0;

/**
 * Keys never come twice, or the handler would find its work done. The size is what the handler plans with before it reads
 * anything: without it each image would take the room of the largest.
 */
function recordOf(name: string, size: number): object {
  const number = ++sent;
  const sequencer = number.toString(16).padStart(16, '0');
  const object = { key: `${number}/${encodeURIComponent(name)}`, size, sequencer };
  const event = { eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', s3: { bucket: { name: 'uploads' }, object } };
  return {
    messageId: String(number),
    attributes: { ApproximateReceiveCount: '1' },
    body: JSON.stringify({ Records: [event] }),
  };
}

function nextMessage<T>(child: ChildProcess, what: string): Promise<T> {
  return new Promise((resolve, reject) => {
    let said = '';
    const onSaid = (text: Buffer): void => {
      said += text;
    };
    const onClose = (code: number | null, signal: string | null): void => {
      const [reason = `it ended with ${signal ?? code}`] = /^\w*Error: .*$/m.exec(said) ?? [];
      reject(new Error(`Expected ${what} from a function but ${reason}`));
    };
    child.stderr?.on('data', onSaid);
    child.once('close', onClose);
    child.once('message', (message) => {
      child.off('close', onClose);
      child.stderr?.off('data', onSaid);
      child.stderr?.resume();
      resolve(message as T);
    });
  });
}

/** Starts a function in a process of its own, as Lambda would. */
export async function startFunctionProcess(options: FunctionOptions): Promise<FunctionProcess> {
  const { file, python, s3, processor, groupFile, environment } = options;
  const worker = python === undefined ? [process.execPath, WORKER, file] : [python, file];
  const placed = onProcessor(processor, worker);
  const inGroup = groupFile === undefined ? placed : ['sh', '-c', 'echo $$ > "$0" && exec "$@"', groupFile, ...placed];
  const child = spawn(inGroup[0] as string, inGroup.slice(1), {
    env: { PATH: process.env['PATH'], ...ENVIRONMENT, ...OF_THE_SDK, AWS_ENDPOINT_URL_S3: s3.url, ...environment },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const closed = once(child, 'close');
  const loaded = await nextMessage<Loaded>(child, 'a loaded module');
  return {
    pid: child.pid ?? 0,
    loaded,
    async invoke(names) {
      const taken = nextMessage<Taken>(child, `an answer for ${names[0]}`);
      child.send(names.map((name) => recordOf(name, s3.sizeOf(name))));
      const { failures } = await taken;
      if (failures > 0) throw new Error(`Expected ${path.basename(file)} to make ${names[0]} but it failed`);
      return taken;
    },
    async close() {
      child.kill('SIGKILL');
      await closed;
    },
  };
}
