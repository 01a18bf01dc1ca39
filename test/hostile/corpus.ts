import { aspects } from './families/aspects.ts';
import { bmpHeaders } from './families/bmp-headers.ts';
import { bmpBombs } from './families/bombs-bmp.ts';
import { gifBombs } from './families/bombs-gif.ts';
import { jpegBombs } from './families/bombs-jpeg.ts';
import { pngBombs } from './families/bombs-png.ts';
import { webpBombs } from './families/bombs-webp.ts';
import { canvases } from './families/canvases.ts';
import { dimensions } from './families/dimensions.ts';
import { disguised } from './families/disguised.ts';
import { exifFiles } from './families/exif.ts';
import { fakes } from './families/fakes.ts';
import { flipped } from './families/flipped.ts';
import { gifBlocks } from './families/gif-blocks.ts';
import { jpegMarkers } from './families/jpeg-markers.ts';
import { metadata } from './families/metadata.ts';
import { notImages } from './families/not-images.ts';
import { oddJpegs } from './families/odd-jpegs.ts';
import { otherFormats } from './families/other-formats.ts';
import { palettes } from './families/palettes.ts';
import { pngChunkFiles } from './families/png-chunks.ts';
import { pngMetadata } from './families/png-metadata.ts';
import { pngPixels } from './families/png-pixels.ts';
import { polyglots } from './families/polyglots.ts';
import { sizes } from './families/sizes.ts';
import { truncated } from './families/truncated.ts';
import { webpChunkFiles } from './families/webp-chunks.ts';
import { type HostileFile, nameOf } from './hostile-file.ts';

export const CORPUS: readonly HostileFile[] = [
  ...notImages,
  ...truncated,
  ...disguised,
  ...flipped,
  ...jpegMarkers,
  ...pngChunkFiles,
  ...pngPixels,
  ...gifBlocks,
  ...webpChunkFiles,
  ...bmpHeaders,
  ...dimensions,
  ...canvases,
  ...pngBombs,
  ...jpegBombs,
  ...gifBombs,
  ...webpBombs,
  ...bmpBombs,
  ...metadata,
  ...pngMetadata,
  ...polyglots,
  ...fakes,
  ...palettes,
  ...otherFormats,
  ...exifFiles,
  ...oddJpegs,
  ...sizes,
  ...aspects,
];

/** The file of a name with its family, which has to be in the corpus. */
export function fileOf(name: string): HostileFile {
  const file = CORPUS.find((one) => nameOf(one) === name);
  if (!file) throw new Error(`Expected ${name} in the corpus`);
  return file;
}
