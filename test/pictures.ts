import sharp, { type Sharp } from 'sharp';

export type Colour = readonly [red: number, green: number, blue: number, alpha?: number];

export const RED: Colour = [255, 0, 0];
export const GREEN: Colour = [0, 255, 0];
export const BLUE: Colour = [0, 0, 255];
export const WHITE: Colour = [255, 255, 255];
export const CLEAR: Colour = [0, 0, 0, 0];

/** What each quarter of a picture shows. */
export type Quarters = { topLeft: Colour; topRight: Colour; bottomLeft: Colour; bottomRight: Colour };

/** A different colour in each corner, so that any turn or flip is seen. */
export const QUARTERS: Quarters = { topLeft: RED, topRight: GREEN, bottomLeft: BLUE, bottomRight: WHITE };

export type Size = { width: number; height: number };

/** RGBA, 8 bits, top row first. */
export function pixels({ width, height }: Size, quarters: Quarters = QUARTERS): Buffer {
  const data = Buffer.alloc(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isLeft = x < width / 2;
      const [left, right] =
        y < height / 2 ? [quarters.topLeft, quarters.topRight] : [quarters.bottomLeft, quarters.bottomRight];
      const [red, green, blue, alpha = 255] = isLeft ? left : right;
      data.set([red, green, blue, alpha], (y * width + x) * 4);
    }
  }
  return data;
}

/** A picture to be encoded as anything. It has alpha only where a quarter has. */
export function draw(size: Size, quarters: Quarters = QUARTERS): Sharp {
  const image = sharp(pixels(size, quarters), { raw: { ...size, channels: 4 } });
  return Object.values(quarters).some(([, , , alpha = 255]) => alpha < 255) ? image : image.removeAlpha();
}

/** The orientation is EXIF's, 1 to 8; the quarters are those of the file, before it is applied. */
export const drawJpeg = (
  size: Size,
  options: { orientation?: number; quality?: number; quarters?: Quarters } = {},
): Promise<Buffer> =>
  draw(size, options.quarters)
    .withMetadata({ orientation: options.orientation ?? 1 })
    .jpeg({ quality: options.quality ?? 95, chromaSubsampling: '4:4:4' })
    .toBuffer();

export const drawPng = (size: Size, quarters: Quarters = QUARTERS): Promise<Buffer> =>
  draw(size, quarters).png().toBuffer();

export const drawWebp = (size: Size, quarters: Quarters = QUARTERS): Promise<Buffer> =>
  draw(size, quarters).webp({ lossless: true }).toBuffer();

/** The frames of an animation: the colours of QUARTERS wander round, so that no two neighbours are alike. */
export function drawFrames(size: Size, frames: number, delays: readonly number[], loop = 0): Sharp {
  const turns: Quarters[] = [QUARTERS];
  while (turns.length < frames) {
    const { topLeft, topRight, bottomLeft, bottomRight } = turns.at(-1) as Quarters;
    turns.push({ topLeft: bottomLeft, topRight: topLeft, bottomRight: topRight, bottomLeft: bottomRight });
  }
  const data = Buffer.concat(turns.map((quarters) => pixels(size, quarters)));
  const raw = { width: size.width, height: size.height * frames, channels: 4 as const, pageHeight: size.height };
  return sharp(data, { raw }).gif({ delay: [...delays], loop, keepDuplicateFrames: true });
}

/** With a gain map, by libultrahdr. sharp's types do not know it yet. */
export const drawUltraHdr = (size: Size): Promise<Buffer> =>
  (draw(size).removeAlpha() as Sharp & { withGainMap(): Sharp }).withGainMap().jpeg().toBuffer();

export const drawGif = (size: Size, frames = 1, delays: readonly number[] = [100], loop = 0): Promise<Buffer> =>
  drawFrames(size, frames, delays, loop).toBuffer();

export const drawAnimatedWebp = (size: Size, frames: number, delays: readonly number[], loop = 0): Promise<Buffer> =>
  drawFrames(size, frames, delays, loop)
    .webp({ delay: [...delays], loop, lossless: true })
    .toBuffer();

/** 24 bits, or 32 with an alpha mask where a quarter has alpha. */
export function drawBmp(size: Size, quarters: Quarters = QUARTERS): Buffer {
  const hasAlpha = Object.values(quarters).some(([, , , alpha = 255]) => alpha < 255);
  const { width, height } = size;
  const headerBytes = hasAlpha ? 108 : 40;
  const pixelBytes = hasAlpha ? 4 : 3;
  const rowBytes = Math.ceil((width * pixelBytes) / 4) * 4;
  const file = Buffer.alloc(14 + headerBytes + rowBytes * height);
  file.write('BM', 'latin1');
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(14 + headerBytes, 10);
  file.writeUInt32LE(headerBytes, 14);
  file.writeInt32LE(width, 18);
  file.writeInt32LE(height, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(pixelBytes * 8, 28);
  if (hasAlpha) {
    file.writeUInt32LE(3, 30); // BI_BITFIELDS
    [0xff0000, 0xff00, 0xff, 0xff000000].map((mask, index) => file.writeUInt32LE(mask, 54 + 4 * index));
  }
  const rgba = pixels(size, quarters);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [red, green, blue, alpha] = rgba.subarray((y * width + x) * 4) as Buffer & [number, number, number, number];
      const at = 14 + headerBytes + (height - 1 - y) * rowBytes + x * pixelBytes;
      file.set(hasAlpha ? [blue, green, red, alpha] : [blue, green, red], at);
    }
  }
  return file;
}
