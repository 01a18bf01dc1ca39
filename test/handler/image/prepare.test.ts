import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createPrepareHere } from '../../../src/handler/image/prepare.ts';
import { createPrepareIsolated } from '../../../src/handler/isolation/prepare-isolated.ts';
import { createDeadline } from '../../../src/handler/settings/deadline.ts';
import { ownedBytes } from '../../../src/shared/owned-bytes.ts';
import { drawBmp, drawJpeg } from '../../pictures.ts';
import { LIMITS } from '../environment.ts';
import { assertQuarters, OPTIONS } from './renderings.ts';

const ENTRY = fileURLToPath(new URL('../isolation/child-alone.mjs', import.meta.url));
const SIZE = { width: 400, height: 300 };
const SEVERAL = [
  OPTIONS,
  { ...OPTIONS, width: 40, outputFormat: 'webp' },
  { ...OPTIONS, outputFormat: 'png' },
] as const;

const prepares = {
  'in this process': createPrepareHere(LIMITS).prepare,
  'in a process of its own': createPrepareIsolated(ENTRY, LIMITS),
};

for (const [where, prepare] of Object.entries(prepares)) {
  test(`several renditions of one upload are made in their order, ${where}`, async (t) => {
    const deadline = createDeadline(60_000);
    t.after(() => deadline.end());
    for (const upload of [drawBmp(SIZE), await drawJpeg(SIZE)]) {
      const prepared = await prepare(ownedBytes(Buffer.from(upload)), SEVERAL, deadline);
      const renditions = await prepared.render();
      prepared.close();
      assert.deepEqual(
        renditions.map(({ format, width, height }) => [format, width, height]),
        [
          ['jpeg', 80, 60],
          ['webp', 40, 30],
          ['png', 80, 60],
        ],
      );
      for (const { bytes } of renditions) await assertQuarters(bytes);
      const [{ cost, work } = assert.fail()] = prepared.plan.renditions;
      assert.ok(prepared.plan.cost > cost && prepared.plan.work > work);
    }
  });
}

test('the bytes of an upload are those of the handler from when they are prepared, and are rendered once', async (t) => {
  const deadline = createDeadline(60_000);
  t.after(() => deadline.end());
  const upload = ownedBytes(drawBmp(SIZE));
  const { render } = await prepares['in this process'](upload, [OPTIONS], deadline);
  const message = /^Expected bytes that are still owned but received some that were handed over$/;
  assert.throws(() => upload.read(), { message });
  await render();
  await assert.rejects(render(), { message });
});
