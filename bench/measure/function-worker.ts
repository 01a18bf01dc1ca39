/** A process of a function under measurement: loads the module of its argument, and answers each batch with what it took. */
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

type Handler = (event: object, context: object) => Promise<{ batchItemFailures: unknown[] } | undefined>;

/** What one invocation took. Times in milliseconds; the processor's is that of all threads. */
export type Taken = { milliseconds: number; processorMilliseconds: number; peakBytes: number; failures: number };
/** What the process tells first: how long the module took to load. */
export type Loaded = Omit<Taken, 'failures'>;

/** Of processes that have to keep answering for an hour: what the handler plans with is as on Lambda. */
const INVOCATION_MILLISECONDS = 50_000;

function peakBytes(): number {
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(kibibytes ?? Number.NaN) * 1024;
}

async function measure<T>(work: () => Promise<T>): Promise<Loaded & { value: T }> {
  writeFileSync('/proc/self/clear_refs', '5'); // the peak of memory begins anew
  const before = process.cpuUsage();
  const started = performance.now();
  const value = await work();
  const milliseconds = performance.now() - started;
  const { user, system } = process.cpuUsage(before);
  return { milliseconds, processorMilliseconds: (user + system) / 1000, peakBytes: peakBytes(), value };
}

const { value: module, ...loaded } = await measure(() => import(pathToFileURL(process.argv[2] ?? '').href));
const { handler } = module as { handler: Handler };
process.on('disconnect', () => process.exit());
process.on('message', async (records: object[]) => {
  const deadline = Date.now() + INVOCATION_MILLISECONDS;
  const context = { awsRequestId: 'bench', getRemainingTimeInMillis: () => deadline - Date.now() };
  const { value, ...taken } = await measure(() => handler({ Records: records }, context));
  process.send?.({ ...taken, failures: value?.batchItemFailures.length ?? 0 } satisfies Taken);
});
process.send?.(loaded satisfies Loaded);
