import { readPicture } from '../../src/handler/image/picture.ts';
import { render } from '../../src/handler/image/render.ts';
import { planRendition, type Rendition } from '../../src/handler/image/rendition-plan.ts';
import { processedKey } from '../../src/handler/s3/object-key.ts';
import type { RenderOptions } from '../../src/handler/settings/environment.ts';
import { ownedBytes } from '../../src/shared/owned-bytes.ts';
import { LIMITS } from '../handler/environment.ts';
import { BLUE, CLEAR, drawBmp, drawGif, drawJpeg, drawPng, drawWebp, QUARTERS, RED } from '../pictures.ts';

/** What becomes of an upload of these bytes, whatever its key. */
type Nature =
  | { kind: 'image'; extension: string; rendition: Rendition }
  /** Refused with this code. */
  | { kind: 'refused'; code: string }
  /** Ends the process that reads it. */
  | { kind: 'killer'; code: 'CRASHED' }
  /** Its decoder never returns. */
  | { kind: 'endless'; code: 'TIMED_OUT' };

export type File = { name: string; bytes: Buffer } & Nature;

const SIZE = { width: 6, height: 4 };
const TWO = { topLeft: RED, topRight: BLUE, bottomLeft: BLUE, bottomRight: RED };

async function image(name: string, bytes: Buffer, options: RenderOptions): Promise<File> {
  const picture = await readPicture(bytes);
  // A copy: pixels are put in order where they lie.
  const plan = planRendition(picture, options, LIMITS);
  const rendition = await render(ownedBytes(Buffer.from(bytes)), { picture, plan, options, milliseconds: 10_000 });
  const extension = processedKey('', picture.format, rendition.format).slice('processed/'.length);
  return { name, bytes, kind: 'image', extension, rendition };
}

const refused = (name: string, code: string, bytes: Buffer): File => ({ name, bytes, kind: 'refused', code });

/** The files that are uploaded in a search. The first is what a failing schedule is made simpler with. */
export async function drawFiles(options: RenderOptions): Promise<readonly File[]> {
  const png = await drawPng(SIZE);
  const hugeBmp = drawBmp(SIZE);
  hugeBmp.writeInt32LE(100_000, 18);
  hugeBmp.writeInt32LE(100_000, 22);
  return [
    await image('one.jpg', await drawJpeg(SIZE, { orientation: 6 }), options),
    await image('other.jpg', await drawJpeg(SIZE, { quarters: TWO }), options),
    await image('one.png', png, options),
    await image('other.png', await drawPng(SIZE, TWO), options),
    await image('clear.png', await drawPng(SIZE, { ...QUARTERS, topLeft: CLEAR }), options),
    await image('one.gif', await drawGif({ width: 2, height: 2 }, 2), options),
    await image('one.webp', await drawWebp(SIZE), options),
    await image('one.bmp', drawBmp(SIZE), options),
    await image('clear.bmp', drawBmp(SIZE, { ...QUARTERS, topLeft: CLEAR }), options),
    // Without its end, its checksums, and six bytes of its pixels.
    refused('cut.png', 'CORRUPT', png.subarray(0, png.length - 26)),
    refused('text', 'NOT_AN_IMAGE', Buffer.from('This is no image at all, but a sentence.')),
    refused('nothing', 'EMPTY', Buffer.alloc(0)),
    refused('huge.bmp', 'TOO_MANY_PIXELS', hugeBmp),
    { name: 'killer', bytes: Buffer.from('killer'), kind: 'killer', code: 'CRASHED' },
    { name: 'endless.png', bytes: await drawPng({ width: 3, height: 3 }), kind: 'endless', code: 'TIMED_OUT' },
  ];
}
