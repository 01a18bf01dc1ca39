import { type OwnedBytes, ownedBytes } from '../../shared/owned-bytes.ts';
import type { Deadline } from '../settings/deadline.ts';
import type { RenderOptions } from '../settings/environment.ts';
import type { Limits } from '../settings/limits.ts';
import { type Picture, readUpload } from './picture.ts';
import { renderAll } from './render.ts';
import { planRenditions, type Rendition, type UploadPlan } from './rendition-plan.ts';

/** An upload whose headers have been read. Nothing has been decoded. */
export type Prepared = {
  picture: Picture;
  plan: UploadPlan;
  /** Makes the planned renditions, in their order. Can be called once. */
  render(): Promise<Rendition[]>;
  /** Ends what was started for it. */
  close(): void;
};

/**
 * Takes the bytes of an upload, reads the headers and plans the renditions. Throws a PermanentError for what will never
 * be an image.
 */
export type Prepare = (
  upload: OwnedBytes,
  renditions: readonly RenderOptions[],
  deadline: Deadline,
) => Promise<Prepared>;

/** Takes the bytes of an upload and reads the headers. What is to be decoded is returned: the same memory, or other. */
export async function takeUpload(upload: OwnedBytes): Promise<{ picture: Picture; bytes: OwnedBytes }> {
  const taken = upload.take();
  const { picture, bytes } = await readUpload(taken.read());
  if (bytes.buffer !== taken.read().buffer) taken.free();
  return { picture, bytes: ownedBytes(bytes) };
}

/**
 * Prepares in this process. It starts at once, but what libvips does cannot be stopped from outside, and takes the
 * process with it. `isStuck` is true as long as work goes on past the deadline of its invocation: the decoder may never
 * return, so that later invocations should not rely on this process.
 */
export function createPrepareHere(limits: Limits): { prepare: Prepare; isStuck: () => boolean } {
  let overdue = 0;

  async function watch<T>({ signal }: Deadline, work: () => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    const onAbort = (): void => {
      overdue++;
    };
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      return await work();
    } finally {
      signal.removeEventListener('abort', onAbort);
      if (signal.aborted) overdue--;
    }
  }

  return {
    isStuck: () => overdue > 0,
    async prepare(upload, renditions, deadline) {
      const { picture, bytes } = await watch(deadline, () => takeUpload(upload));
      const plan = planRenditions(picture, renditions, limits);
      const { imageMilliseconds } = deadline;
      return {
        picture,
        plan,
        render: () =>
          watch(deadline, () => renderAll(bytes, { picture, plan, renditions, milliseconds: imageMilliseconds })),
        close: () => undefined,
      };
    },
  };
}
