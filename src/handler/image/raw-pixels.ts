import type { OutputInfo, Sharp } from 'sharp';

/** Pixels of 8 bits a channel, alpha not premultiplied: red, green, blue, and alpha where there is any. */
export type RawPixels = { data: Buffer; width: number; height: number; channels: 3 | 4 };

/**
 * Makes the raw pixels of a picture between two steps; nothing else may call raw(). Three channels or four, never one
 * or two: sharp keeps one channel of gray, and drops its alpha (`baton->channels = 1` in its pipeline.cc). With
 * `hasAlpha` there are always four. Throws what sharp throws.
 */
export async function rawPixels(image: Sharp, hasAlpha: boolean, seconds: number): Promise<RawPixels> {
  const coloured = image.toColourspace('srgb');
  const { data, info } = await (hasAlpha ? coloured.ensureAlpha() : coloured)
    .raw()
    .timeout({ seconds })
    .toBuffer({ resolveWithObject: true });
  return { data, ...sizeOf(info, hasAlpha) };
}

function sizeOf({ width, height, channels }: OutputInfo, hasAlpha: boolean): Omit<RawPixels, 'data'> {
  if (channels === 4 || (channels === 3 && !hasAlpha)) return { width, height, channels };
  throw new Error(`Expected ${hasAlpha ? '4' : '3 or 4'} channels of raw pixels but received ${channels}`);
}

/** Makes the raw pixels of a picture with 16 bits a channel. Throws what sharp throws. */
export async function deepPixels(
  image: Sharp,
  seconds: number,
): Promise<Omit<RawPixels, 'data'> & { data: Uint16Array }> {
  const { data, info } = await image
    .toColourspace('rgb16')
    .raw({ depth: 'ushort' })
    .timeout({ seconds })
    .toBuffer({ resolveWithObject: true });
  const values = new Uint16Array(data.buffer, data.byteOffset, data.length / 2);
  return { data: values, ...sizeOf(info, false) };
}
