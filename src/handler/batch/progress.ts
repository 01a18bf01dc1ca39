import type { Picture } from '../image/picture.ts';

/**
 * Steps that an image's time is spent on, one after the other. `read`: looking at the headers. `render`: decoding, scaling and
 * encoding, which libvips does in one pass, some rows at a time, so that telling them apart would mean to hold the
 * decoded picture in between. `put`: all calls to the processed bucket.
 */
export const STEPS = ['get', 'read', 'render', 'put'] as const;

export type Step = (typeof STEPS)[number];

/** Facts that are known of an upload, for the log. `pixels` are those of all its frames. */
export type Source = Partial<Pick<Picture, 'format' | 'width' | 'height' | 'frames'>> & {
  pixels?: number;
  bytes?: number;
};

/** Progress of one image, whatever its outcome. */
export type Progress = {
  /** Does the work of a step, and adds the time of it. */
  time<T>(step: Step, work: () => Promise<T>): Promise<T>;
  addFacts(facts: Source): void;
  /** Returns fields for a line of the log. Milliseconds; a step that was not begun is absent, one that failed is not. */
  fields(): { from: Source; durations: Partial<Record<Step, number>> };
};

export function createProgress(): Progress {
  const spent = new Map<Step, number>();
  let from: Source = {};
  return {
    async time(step, work) {
      const started = performance.now();
      try {
        return await work();
      } finally {
        spent.set(step, (spent.get(step) ?? 0) + performance.now() - started);
      }
    },
    addFacts(facts) {
      from = { ...from, ...facts };
    },
    fields: () => ({
      from,
      durations: Object.fromEntries([...spent].map(([step, milliseconds]) => [step, Math.round(milliseconds)])),
    }),
  };
}
