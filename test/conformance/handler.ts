import assert from 'node:assert/strict';
import { createPrepareHere } from '../../src/handler/image/prepare.ts';
import type { Rendition } from '../../src/handler/image/rendition-plan.ts';
import { createDeadline } from '../../src/handler/settings/deadline.ts';
import type { RenderOptions } from '../../src/handler/settings/environment.ts';
import { ownedBytes } from '../../src/shared/owned-bytes.ts';
import { LIMITS } from '../handler/environment.ts';

export type MakeRendition = (upload: Buffer, options: RenderOptions) => Promise<Rendition>;

/** What the handler does with the bytes of an upload, from the first look at them to those of the rendition. */
export const renderingBy =
  (prepareHere: typeof createPrepareHere): MakeRendition =>
  async (upload, options) => {
    const deadline = createDeadline(60_000);
    try {
      const prepared = await prepareHere(LIMITS).prepare(ownedBytes(Buffer.from(upload)), [options], deadline);
      const [rendition] = await prepared.render();
      assert.ok(rendition);
      return rendition;
    } finally {
      deadline.end();
    }
  };

export const makeRendition = renderingBy(createPrepareHere);
