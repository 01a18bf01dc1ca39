import { family, file } from '../hostile-file.ts';
import { patch, u8, u32le } from '../make/bytes.ts';
import { spoilt } from '../make/good.ts';
import {
  ANIMATED,
  anim,
  animatedWebp,
  anmf,
  riffChunk,
  vp8l,
  vp8x,
  WITH_ALPHA,
  webp,
  webpChunks,
} from '../make/webp.ts';

const LOSSY_DATA = 20;

export const webpChunkFiles = family('webp-chunks', [
  file('no-chunk', 'A container of nothing.', () => webp()),
  file(
    'container-of-size-0',
    'The length of the container says that it is empty.',
    spoilt('webp', (bytes) => patch(bytes, 4, u32le(0))),
  ),
  file(
    'container-of-4-GiB',
    'The length of the container is beyond the file.',
    spoilt('webp', (bytes) => patch(bytes, 4, u32le(0xfffffffe))),
  ),
  file(
    'odd-container',
    'Lengths are even; the picture is whole.',
    spoilt('webp', (bytes) => patch(bytes, 4, u32le(bytes.length - 7))),
    ['processed', 'CORRUPT'],
  ),
  file(
    'chunk-of-4-GiB',
    'The length of the picture is beyond the file.',
    spoilt('webp', (bytes) => patch(bytes, 16, u32le(0xffffffff))),
  ),
  file('unknown-chunk-only', 'There is no picture.', () => webp(riffChunk('ABCD', u8(1, 2)))),
  file('canvas-without-picture', 'A canvas is promised and nothing follows.', () => webp(vp8x(0, 100, 100))),
  file('alpha-without-picture', 'Transparency of nothing.', () =>
    webp(vp8x(WITH_ALPHA, 20, 20), riffChunk('ALPH', Buffer.alloc(400))),
  ),
  file(
    'alpha-of-noise',
    'The picture is right, its transparency is not.',
    spoilt('alphaWebp', (bytes) => {
      const { start, end } = webpChunks(bytes).find(({ name }) => name === 'ALPH') ?? { start: 0, end: 0 };
      return patch(bytes, start + 9, Buffer.alloc(end - start - 9, 0xff));
    }),
    ['processed', 'CORRUPT'],
  ),
  file(
    'lossy-is-no-key-frame',
    'A picture that would need the one before it.',
    spoilt('webp', (bytes) => patch(bytes, LOSSY_DATA, u8((bytes[LOSSY_DATA] as number) | 1))),
  ),
  file(
    'lossy-signature',
    'Three bytes that have to be 9d 01 2a.',
    spoilt('webp', (bytes) => patch(bytes, LOSSY_DATA + 3, u8(0, 0, 0))),
  ),
  file(
    'lossy-partition-beyond-the-end',
    'The first partition is longer than the file.',
    spoilt('webp', (bytes) => patch(bytes, LOSSY_DATA, u8((bytes[LOSSY_DATA] as number) | 0xe0, 0xff, 0xff))),
  ),
  file(
    'lossless-signature',
    'One byte that has to be 2f.',
    spoilt('lossless', (bytes) => patch(bytes, LOSSY_DATA, u8(0))),
  ),
  file(
    'lossless-version-7',
    'Versions are 0.',
    spoilt('lossless', (bytes) => patch(bytes, LOSSY_DATA + 4, u8((bytes[LOSSY_DATA + 4] as number) | 0xe0))),
  ),
  file(
    'lossless-noise',
    'Codes that mean nothing.',
    spoilt('lossless', (bytes) => patch(bytes, LOSSY_DATA + 5, Buffer.alloc(1_000, 0xff))),
  ),
  file('animation-without-frames', 'It says that it moves, and nothing does.', () => animatedWebp(20, 20, [])),
  file(
    'animation-without-ANIM',
    'A frame before anything says how often to repeat.',
    () => webp(vp8x(ANIMATED, 20, 20), anmf({ width: 20, height: 20 })),
    ['processed', 'CORRUPT'],
  ),
  file('animation-of-empty-frames', 'A frame without a picture.', () =>
    animatedWebp(20, 20, [anmf({ width: 20, height: 20, picture: u8() })]),
  ),
  file(
    'animation-that-is-none',
    'A still picture that is said to move.',
    () => webp(vp8x(ANIMATED, 20, 20), anim(), vp8l(20, 20)),
    ['processed', 'CORRUPT'],
  ),
  file('broken-second-frame', 'The first frame is right, the second is noise.', () =>
    animatedWebp(20, 20, [
      anmf({ width: 20, height: 20 }),
      anmf({ width: 20, height: 20, picture: riffChunk('VP8L', Buffer.alloc(40, 0xff)) }),
    ]),
  ),
  file(
    'frame-in-a-frame',
    'A frame inside a frame, which decoders may take for the one after it.',
    () => animatedWebp(20, 20, [anmf({ width: 20, height: 20, picture: anmf({ width: 20, height: 20 }) })]),
    ['processed', 'CORRUPT'],
  ),
]);
