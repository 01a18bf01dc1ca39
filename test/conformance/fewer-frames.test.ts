import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPrepareHere } from '../../src/handler/image/prepare.ts';
import type { Rendition } from '../../src/handler/image/rendition-plan.ts';
import { createDeadline } from '../../src/handler/settings/deadline.ts';
import type { RenderOptions } from '../../src/handler/settings/environment.ts';
import { ownedBytes } from '../../src/shared/owned-bytes.ts';
import { LIMITS } from '../handler/environment.ts';
import { decodePlainly } from './compare.ts';
import type { Decoded } from './decoded.ts';
import { judge } from './judge.ts';
import { allOf, FAMILIES } from './rows.ts';
import { optionsOf } from './settings.ts';

/** As many as take longer than some of them. */
const FRAMES = '60';

/** Of each so many frames one is shown. */
type Reduced = { rendition: Rendition; every: number };

/** Lowers what an animation may take until frames are left out; undefined where none would be. */
async function makeReduced(upload: Buffer, options: RenderOptions): Promise<Reduced | undefined> {
  const deadline = createDeadline(60_000);
  try {
    let milliseconds = LIMITS.animationMilliseconds;
    for (let frames = Number(FRAMES); frames > 1; ) {
      const limits = { ...LIMITS, animationMilliseconds: milliseconds };
      const prepared = await createPrepareHere(limits).prepare(ownedBytes(Buffer.from(upload)), [options], deadline);
      const [{ every, work, frames: kept } = assert.fail()] = prepared.plan.renditions;
      if (every > 1) return { rendition: (await prepared.render())[0] ?? assert.fail(), every };
      frames = kept;
      milliseconds = work - 1;
    }
  } finally {
    deadline.end();
  }
  return undefined;
}

/** A frame is shown for as long as it and those that are left out behind it. */
function reduced({ frames, ...picture }: Decoded, every: number): Decoded {
  const lasting = frames.map(({ delay }) => (delay <= 10 ? 100 : delay));
  const kept = frames.flatMap(({ rgba }, at) =>
    at % every === 0 ? [{ rgba, delay: lasting.slice(at, at + every).reduce((sum, delay) => sum + delay) }] : [],
  );
  return { ...picture, frames: kept };
}

for (const family of FAMILIES.filter(({ name }) => name === 'GIF' || name === 'WEBP')) {
  test(`frames of a ${family.name} that others are left out between are as they were drawn`, async () => {
    const rows = [...allOf(family, 20261201, family.name === 'GIF' ? 9 : 1)].filter(
      ({ frames, output, box, blending }) =>
        blending !== 'over' && // what is half transparent is drawn over until no frame differs from the next
        frames === '3' &&
        (output === 'original' || output === 'webp') &&
        box !== 'tiny' &&
        box !== 'line',
    );
    const problems = [];
    let judged = 0;
    for (const row of rows) {
      const { bytes, drawn } = await family.make({ ...row, frames: FRAMES });
      const made = await makeReduced(bytes, optionsOf(row));
      if (made === undefined) continue;
      judged++;
      const { format, bytes: rendition } = made.rendition;
      const picture = reduced(drawn, made.every);
      const found = await judge({ format, shown: await decodePlainly(rendition) }, picture, optionsOf(row));
      if (found.length > 0) problems.push({ row, found });
    }
    assert.deepEqual(problems, []);
    assert.ok(judged > 4, String(judged));
  });
}
