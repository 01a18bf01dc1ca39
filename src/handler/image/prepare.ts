import type { Deadline } from '../settings/deadline.ts';
import type { RenderOptions } from '../settings/environment.ts';
import type { Picture } from './picture.ts';
import type { Rendition, RenditionPlan } from './rendition-plan.ts';

/** An upload whose headers have been read. Nothing has been decoded. */
export type Prepared = {
  picture: Picture;
  plan: RenditionPlan;
  render(): Promise<Rendition>;
  /** Ends what was started for it. */
  close(): void;
};

/**
 * Reads the headers and plans the rendition. Throws a PermanentError for what will never be an image. The bytes belong
 * to it from then on: they may be gone when it returns.
 */
export type Prepare = (bytes: Buffer, options: RenderOptions, deadline: Deadline) => Promise<Prepared>;
