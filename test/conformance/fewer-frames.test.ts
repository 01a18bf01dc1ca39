import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDeadline } from '../../src/handler/batch/deadline.ts';
import type { RenderOptions } from '../../src/handler/environment.ts';
import type { Prepared } from '../../src/handler/picture/prepare.ts';
import { createPrepareHere } from '../../src/handler/picture/prepare-here.ts';
import type { Rendition } from '../../src/handler/picture/render.ts';
import { LIMITS } from '../handler/environment.ts';
import { decodePlainly } from './compare.ts';
import type { Decoded } from './decoded.ts';
import { judge } from './judge.ts';
import { allOf, FAMILIES } from './rows.ts';
import { optionsOf } from './settings.ts';

/** Where an animation may take a little less than it would, every second frame is left out. */
async function makeHalf(upload: Buffer, options: RenderOptions): Promise<Rendition> {
  const deadline = createDeadline(60_000);
  const prepare = (animationMilliseconds: number): Promise<Prepared> =>
    createPrepareHere({ ...LIMITS, animationMilliseconds }).prepare(Buffer.from(upload), options, deadline);
  try {
    const { plan } = await prepare(LIMITS.animationMilliseconds);
    const half = await prepare(plan.work - 0.001);
    assert.deepEqual([plan.every, half.plan.every], [1, 2]);
    return await half.render();
  } finally {
    deadline.end();
  }
}

/** A frame is shown for as long as it and those that are left out behind it. */
function halfOf({ frames, ...picture }: Decoded): Decoded {
  const shown = frames.map(({ delay }) => (delay <= 10 ? 100 : delay));
  const kept = frames.flatMap(({ rgba }, at) =>
    at % 2 === 0 ? [{ rgba, delay: (shown[at] ?? 0) + (shown[at + 1] ?? 0) }] : [],
  );
  return { ...picture, frames: kept };
}

for (const family of FAMILIES.filter(({ name }) => name === 'GIF' || name === 'WEBP')) {
  test(`every second frame of a ${family.name} is as it was drawn`, async () => {
    const rows = [...allOf(family, 20261201, family.name === 'GIF' ? 5 : 2)].filter(
      ({ frames, output, box }) =>
        frames === '3' && (output === 'original' || output === 'webp') && box !== 'tiny' && box !== 'line',
    );
    assert.ok(rows.length > 20);
    const problems = [];
    for (const row of rows) {
      const { bytes, drawn } = await family.make(row);
      const { format, bytes: made } = await makeHalf(bytes, optionsOf(row));
      const found = await judge({ format, shown: await decodePlainly(made) }, halfOf(drawn), optionsOf(row));
      if (found.length > 0) problems.push({ row, found });
    }
    assert.deepEqual(problems, []);
  });
}
