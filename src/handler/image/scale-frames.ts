import { release } from '../../shared/release.ts';
import type { RenderOptions } from '../settings/environment.ts';
import { sharp } from './libvips.ts';
import { rawPixels } from './raw-pixels.ts';

const RGBA = 4;

/** Frames that are scaled in one call: a call for each takes up to a quarter longer. */
const TOGETHER_BYTES = 4e6;

/** Rows of the rendition that lanczos3, the kernel of sharp, takes into account beyond an edge. */
const KERNEL_ROWS = 3;
/** Rows of the rendition by which a frame between gaps may be off at its end. */
const MOST_DRIFT = 0.03;
const GAPS_TRIED = 32;

type Size = { width: number; height: number };

export type FrameFit = {
  /** Size of a frame as it is scaled. */
  scaled: Size;
  /** Size of a frame of the rendition. */
  out: Size;
  /** Pixels that are cropped of a scaled frame, left and above; negative where it is padded. */
  left: number;
  top: number;
};

/** Fits a frame into the box, as sharp's resize does with a still picture. */
export function fitFrame({ width, height }: Size, options: RenderOptions): FrameFit {
  const { fit, enlarge } = options;
  const most = enlarge ? Number.POSITIVE_INFINITY : 1;
  const scales = [options.width / width, options.height / height] as const;
  const scale = fit === 'cover' ? Math.max(...scales) : Math.min(...scales);
  const [across, down] = fit === 'fill' ? scales : [scale, scale];
  const scaled = {
    width: Math.max(1, Math.round(width * Math.min(most, across))),
    height: Math.max(1, Math.round(height * Math.min(most, down))),
  };
  if (fit === 'contain') {
    const out = { width: options.width, height: options.height };
    const [left, top] = [out.width - scaled.width, out.height - scaled.height];
    return { scaled, out, left: -Math.floor(left / 2), top: -Math.floor(top / 2) };
  }
  const out = {
    width: Math.min(options.width, scaled.width),
    height: Math.min(options.height, scaled.height),
  };
  const [left, top] = [scaled.width - out.width, scaled.height - out.height];
  return { scaled, out, left: Math.floor((left + 1) / 2), top: Math.floor((top + 1) / 2) };
}

/** `size` is that of each frame, `out` has the rendition's; `seconds` says how long a step may take. */
export type FrameScaling = { size: Size; fit: FrameFit; out: Buffer; seconds: () => number };

/**
 * Scales frames of RGBA into `out`, one behind the other, where the rows for padding are transparent already. Between
 * two of them, as they are scaled together, is a gap of copies of their edge rows: no row has a part of another frame.
 * Throws what sharp throws.
 */
export async function scaleFrames(frames: readonly Buffer[], { size, fit, out, seconds }: FrameScaling): Promise<void> {
  const { width, height } = size;
  const { scaled } = fit;
  const gap = gapBetween(height, scaled.height);
  const rowBytes = width * RGBA;
  const together = Math.max(1, Math.min(frames.length, Math.floor(TOGETHER_BYTES / (rowBytes * (height + gap.rows)))));
  const strip = together > 1 ? Buffer.allocUnsafeSlow(together * (height + gap.rows) * rowBytes) : undefined;
  for (let at = 0; at < frames.length; at += together) {
    const group = frames.slice(at, at + together);
    const [from, to] = strip ? [height + gap.rows, scaled.height + gap.scaledRows] : [height, scaled.height];
    if (strip) for (const nth of group.keys()) putWithGap(group, nth, strip, { size, gap: gap.rows });
    const { data } = await rawPixels(
      sharp(strip?.subarray(0, group.length * from * rowBytes) ?? (group[0] as Buffer), {
        raw: { width, height: from * group.length, channels: RGBA },
        limitInputPixels: width * from * group.length,
      }).resize({ width: scaled.width, height: to * group.length, fit: 'fill' }),
      true,
      seconds(),
    );
    for (const nth of group.keys()) place(data.subarray(nth * to * scaled.width * RGBA), fit, out, at + nth);
    release(data);
  }
  if (strip) release(strip);
}

/**
 * Rows of a gap, before and after scaling, of which each frame's half is out of the kernel's reach. Both are whole
 * numbers, so that frames and gaps are scaled by next to the same.
 */
function gapBetween(height: number, scaledHeight: number): { rows: number; scaledRows: number } {
  const scale = scaledHeight / height;
  const least = Math.ceil(2 * KERNEL_ROWS * Math.max(1, 1 / scale));
  let best = { rows: least, scaledRows: Math.round(least * scale), drift: Number.POSITIVE_INFINITY };
  for (let rows = least; rows < least + GAPS_TRIED && best.drift > MOST_DRIFT; rows++) {
    const scaledRows = Math.round(rows * scale);
    const drift = Math.abs(scaledRows - rows * scale);
    if (drift < best.drift) best = { rows, scaledRows, drift };
  }
  return best;
}

/** Copies the nth frame of a group into a strip, and the rows of the gap behind it. */
function putWithGap(
  group: readonly Buffer[],
  nth: number,
  strip: Buffer,
  { size: { width, height }, gap }: { size: Size; gap: number },
): void {
  const [frame, next] = [group[nth] as Buffer, group[nth + 1]];
  const rowBytes = width * RGBA;
  const at = nth * (height + gap) * rowBytes;
  frame.copy(strip, at, 0, height * rowBytes);
  for (let row = 0; row < gap; row++) {
    const to = at + (height + row) * rowBytes;
    if (next && row >= gap / 2) next.copy(strip, to, 0, rowBytes);
    else frame.copy(strip, to, (height - 1) * rowBytes, height * rowBytes);
  }
}

/** Crops or pads a scaled frame. */
function place(frame: Buffer, { scaled, out, left, top }: FrameFit, pixels: Buffer, nth: number): void {
  const [fromX, toX] = [Math.max(0, left), Math.max(0, -left)];
  const [fromY, toY] = [Math.max(0, top), Math.max(0, -top)];
  const columns = Math.min(scaled.width, out.width) * RGBA;
  const rows = Math.min(scaled.height, out.height);
  for (let row = 0; row < rows; row++) {
    const from = ((fromY + row) * scaled.width + fromX) * RGBA;
    frame.copy(pixels, ((nth * out.height + toY + row) * out.width + toX) * RGBA, from, from + columns);
  }
}
