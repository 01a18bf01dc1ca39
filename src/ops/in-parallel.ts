/** Calls to S3 that are under way at once. */
const PARALLEL = 8;

/** Does the work for each, some at once. Rejects with the first that fails, and begins no more then. */
export async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const worker = async (): Promise<void> => {
    try {
      for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
    } finally {
      waiting.length = 0;
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
}
