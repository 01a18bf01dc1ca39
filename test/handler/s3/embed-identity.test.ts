import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import type { UploadIdentity } from '../../../src/handler/events/identity.ts';
import { embedIdentity } from '../../../src/handler/s3/embed-identity.ts';
import { CLEAR, drawAnimatedWebp, drawGif, drawJpeg, drawPng, drawWebp, QUARTERS } from '../../pictures.ts';

const SIZE = { width: 20, height: 10 };
const IDENTITY: UploadIdentity = { bucket: 'uploads', key: 'a', sequencer: '01' };

const pictures = [
  ['a JPEG', 'jpeg', await drawJpeg(SIZE)],
  [
    'a progressive JPEG',
    'jpeg',
    await sharp(await drawPng(SIZE))
      .jpeg({ progressive: true })
      .toBuffer(),
  ],
  ['a PNG', 'png', await drawPng(SIZE)],
  [
    'a PNG of few colours',
    'png',
    await sharp(await drawPng(SIZE))
      .png({ palette: true })
      .toBuffer(),
  ],
  ['an animated GIF', 'gif', await drawGif(SIZE, 3, [50, 60, 70])],
  ['a WEBP', 'webp', await drawWebp(SIZE)],
  [
    'a WEBP with alpha',
    'webp',
    await sharp(await drawPng(SIZE, { ...QUARTERS, topLeft: CLEAR }))
      .webp()
      .toBuffer(),
  ],
  [
    'a WEBP without loss',
    'webp',
    await sharp(await drawPng(SIZE))
      .webp({ lossless: true })
      .toBuffer(),
  ],
  ['an animated WEBP', 'webp', await drawAnimatedWebp(SIZE, 3, [50, 60, 70])],
] as const;

const pixelsOf = (bytes: Buffer) => sharp(bytes, { pages: -1, failOn: 'warning' }).raw().toBuffer();

for (const [title, format, bytes] of pictures) {
  test(`${title} has other bytes for another upload, and the same picture`, async () => {
    const marked = embedIdentity(bytes, format, IDENTITY);
    assert.ok(marked.equals(embedIdentity(bytes, format, { ...IDENTITY })));
    for (const other of [{ sequencer: '02' }, { versionId: 'v2' }, { lastModified: new Date() }]) {
      assert.ok(!marked.equals(embedIdentity(bytes, format, { ...IDENTITY, ...other })));
    }
    assert.deepEqual(await pixelsOf(marked), await pixelsOf(bytes));
    const { pages, delay } = await sharp(marked, { pages: -1 }).metadata();
    const before = await sharp(bytes, { pages: -1 }).metadata();
    assert.deepEqual([pages, delay], [before.pages, before.delay]);
  });
}
