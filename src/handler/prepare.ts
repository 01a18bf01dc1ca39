import type { Deadline } from './deadline.ts';
import type { RenderOptions } from './environment.ts';
import { type Picture, readPicture } from './picture.ts';
import { type Rendition, render } from './render.ts';
import { planRendition, type RenditionPlan } from './rendition-plan.ts';

/** An upload whose headers have been read. Nothing has been decoded. */
export type Prepared = {
  picture: Picture;
  plan: RenditionPlan;
  render(): Promise<Rendition>;
  /** Ends what was started for it. */
  close(): void;
};

/** Reads the headers and plans the rendition. Throws a PermanentError for what will never be an image. */
export type Prepare = (bytes: Buffer, options: RenderOptions, deadline: Deadline) => Promise<Prepared>;

/** In this process: at once, but what libvips does cannot be stopped from outside, and takes the process with it. */
export const prepareHere: Prepare = async (bytes, options, { imageMilliseconds }) => {
  const picture = await readPicture(bytes);
  const plan = planRendition(picture, options);
  return {
    picture,
    plan,
    render: () => render(bytes, picture, plan, options, imageMilliseconds),
    close: () => undefined,
  };
};
