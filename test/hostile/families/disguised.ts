import { family, type HostileFile } from '../hostile-file.ts';
import { type Good, spoilt } from '../make/good.ts';
import { EOI, jpegSegments } from '../make/jpeg.ts';
import { pngChunk, pngChunks } from '../make/png.ts';
import { riffChunk, webp, webpChunks } from '../make/webp.ts';

/** Half of what `cut` says are the pixels, and then the rest of the file made to fit. */
const half = (good: Good, why: string, cut: (bytes: Buffer) => Buffer): Omit<HostileFile, 'family'> => ({
  name: `${good}-with-half-its-pixels`,
  why: `${why} Half a picture must not pass for a whole one.`,
  bytes: spoilt(good, cut),
  expected: 'CORRUPT',
});

const ended = (bytes: Buffer): Buffer => {
  const pixels = jpegSegments(bytes).at(-1)?.end ?? 0;
  return Buffer.concat([bytes.subarray(0, Math.floor((pixels + bytes.length) / 2)), EOI]);
};
const rightlyChecked = (bytes: Buffer): Buffer => {
  const { start, end } = pngChunks(bytes).find(({ type }) => type === 'IDAT') ?? { start: 0, end: 0 };
  const data = bytes.subarray(start + 8, end - 4);
  return Buffer.concat([
    bytes.subarray(0, start),
    pngChunk('IDAT', data.subarray(0, data.length / 2)),
    pngChunk('IEND'),
  ]);
};
const rightlyMeasured =
  (name: string) =>
  (bytes: Buffer): Buffer => {
    const { start } = webpChunks(bytes).find((part) => part.name === name) ?? { start: 0 };
    const data = bytes.subarray(start + 8, start + 8 + bytes.readUInt32LE(start + 4));
    return webp(bytes.subarray(12, start), riffChunk(name, data.subarray(0, data.length / 2)));
  };

export const disguised = family('disguised', [
  half('jpeg', 'The end mark comes in the middle.', ended),
  half('gray', 'The end mark comes in the middle.', ended),
  half('cmyk', 'The end mark comes in the middle.', ended),
  half('png', 'Checksums and end are right.', rightlyChecked),
  half('interlaced', 'Checksums and end are right.', rightlyChecked),
  half('palette', 'Checksums and end are right.', rightlyChecked),
  half('webp', 'All lengths are right.', rightlyMeasured('VP8 ')),
  half('lossless', 'All lengths are right.', rightlyMeasured('VP8L')),
  half('alphaWebp', 'All lengths are right.', rightlyMeasured('VP8 ')),
  {
    name: 'progressive-with-some-of-its-scans',
    why: 'The end mark comes between two scans: blurred, as any progressive picture is at first, and no decoder can tell.',
    bytes: spoilt('progressive', (bytes) => {
      const scans: number[] = [];
      for (let at = bytes.indexOf('\xff\xda', 0, 'latin1'); at >= 0; at = bytes.indexOf('\xff\xda', at + 2, 'latin1'))
        scans.push(at);
      return Buffer.concat([bytes.subarray(0, scans[3]), EOI]);
    }),
    expected: ['processed', 'CORRUPT'],
  },
]);
