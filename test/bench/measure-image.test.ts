import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { photograph } from '../../bench/images/photograph.ts';
import { buildFunction, buildHandler } from '../../bench/measure/build.ts';
import { measureCore } from '../../bench/measure/measure-core.ts';
import { measureImage, startContenders } from '../../bench/measure/measure-image.ts';
import { startMemoryS3 } from '../../bench/measure/memory-s3.ts';
import { encodeBmp } from '../../src/local/samples/encode-bmp.ts';

const SIZE = { width: 900, height: 700 };

test('the steps of the handler are measured in one process with sharp, and without what sharp cannot make', async () => {
  const of = (bytes: Buffer) => measureCore({ name: 'a', bytes }, { rounds: 2, milliseconds: 0 });
  const pixels = photograph(SIZE.width, SIZE.height);
  const jpeg = await of(await pixels.clone().jpeg().toBuffer());
  assert.ok(Object.values(jpeg).every((times) => times.length === 2 && times.every((time) => time > 0)));
  const bmp = await of(encodeBmp({ data: await pixels.raw().toBuffer(), ...SIZE }));
  assert.deepEqual([bmp.ours.length, bmp.plain.length, bmp.tuned.length, bmp.decode.length], [2, 0, 0, 0]);
});

test('the bundle and plain sharp are measured in turn, and a function that cannot make an image is left out', async (t) => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'bench-test-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const s3 = await startMemoryS3();
  t.after(s3.close);
  const contenders = [
    { name: 'handler', file: await buildHandler(path.join(folder, 'handler')) },
    { name: 'plain', file: await buildFunction('plain', path.join(folder, 'functions')) },
  ];
  const options = { s3, rounds: 1, milliseconds: 0, warmUpMilliseconds: 100 };
  const { running, stop } = await startContenders(contenders, options);
  t.after(stop);
  const pixels = photograph(SIZE.width, SIZE.height);
  const jpeg = await measureImage({ name: 'a.jpg', bytes: await pixels.clone().jpeg().toBuffer() }, running, options);
  assert.deepEqual([...jpeg.keys()], ['handler', 'plain']);
  for (const { one, all, bytes, ssim, peakBytes } of jpeg.values()) {
    assert.deepEqual([one.length, all.length], [1, 1]);
    assert.ok([...one, ...all].every((time) => time > 0));
    assert.ok(bytes > 1000 && ssim > 0.9 && peakBytes > 30e6, `${bytes} ${ssim} ${peakBytes}`);
  }
  const data = await pixels.clone().raw().toBuffer();
  const bmp = await measureImage({ name: 'a.bmp', bytes: encodeBmp({ data, ...SIZE }) }, running, options);
  assert.deepEqual([...bmp.keys()], ['handler']);
});
