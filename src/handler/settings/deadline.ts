/** The time that one invocation has left. Times in milliseconds. */
export type Deadline = {
  /** False near the end: what has not been started is given back. */
  mayStart(): boolean;
  /** Aborts when running images have to be given back too. */
  signal: AbortSignal;
  /** Aborts later: when what is still to be written of images that were given back has to be done. */
  lastSignal: AbortSignal;
  /** Time for decoding, scaling and encoding one image. */
  imageMilliseconds: number;
  /** Ends the invocation's own timer, so that it cannot fire in the next one. */
  end(): void;
};

/**
 * Kept at the end: stopping calls to S3, writing log lines and answering take a few milliseconds; the rest is for a
 * processor of which the function has 0.29 (512 MB) and a collection of garbage.
 */
const ANSWER_RESERVE = 1500;
/**
 * No image is started with less left: photographs take up to 2.5 s, their transfers about one, and the answer 1.5. One
 * that takes longer is given back, and comes before others in the next invocation.
 */
const START_RESERVE = 5000;
/** Share of the time kept at the end for the reports on what is given back at its last attempt. */
const REPORT_SHARE = 0.75;
/** Share of the invocation for one image, 30 of 50 s: the largest animation takes 28.5 (see limits.ts), and one in a process of its own a second more. */
const IMAGE_SHARE = 0.6;
/** Shares of a short invocation that the reserves take at the most, or no image would ever be started. */
const MAX_ANSWER_SHARE = 0.2;
const MAX_START_SHARE = 0.5;

/** `remaining` is what the invocation still has at its start. */
export function createDeadline(remaining: number): Deadline {
  const started = performance.now();
  const [controller, lastController] = [new AbortController(), new AbortController()];
  const answerAt = remaining - Math.min(ANSWER_RESERVE, remaining * MAX_ANSWER_SHARE);
  const startUntil = remaining - Math.min(START_RESERVE, remaining * MAX_START_SHARE);
  const timer = setTimeout(() => controller.abort(), answerAt);
  const lastAt = answerAt + (remaining - answerAt) * REPORT_SHARE;
  const lastTimer = setTimeout(() => lastController.abort(), lastAt);
  return {
    mayStart: () => !controller.signal.aborted && performance.now() - started < startUntil,
    signal: controller.signal,
    lastSignal: lastController.signal,
    imageMilliseconds: remaining * IMAGE_SHARE,
    end() {
      clearTimeout(timer);
      clearTimeout(lastTimer);
    },
  };
}
