import { setTimeout as sleep } from 'node:timers/promises';

export type Pace = {
  /** A second, at most. */
  rate: number;
  /** Waits while the queue has more than this. */
  maxWaiting: number;
  waiting(): Promise<number>;
  signal: AbortSignal;
};

const LOOK_EVERY_MILLISECONDS = 2000;

/**
 * Returns a function to await before so many messages are sent. It keeps to a rate, and holds while the queue is full: so live uploads
 * are not behind a long backlog, and no message grows older than the queue keeps it.
 */
export function createPace({ rate, maxWaiting, waiting, signal }: Pace): (count: number) => Promise<void> {
  const started = Date.now();
  let allowed = 0;
  let lookedAt = 0;
  return async (count) => {
    const early = started + (allowed / rate) * 1000 - Date.now();
    if (early > 0) await sleep(early, undefined, { signal });
    allowed += count;
    while (Date.now() - lookedAt >= LOOK_EVERY_MILLISECONDS) {
      lookedAt = Date.now();
      if ((await waiting()) < maxWaiting) break;
      await sleep(LOOK_EVERY_MILLISECONDS, undefined, { signal });
    }
  };
}
