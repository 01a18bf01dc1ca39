import type { Sharp } from 'sharp';
import { type Colours, invert, multiply, toXyz } from '../formats/icc-profile.ts';
import { sharp } from './libvips.ts';
import { deepPixels } from './raw-pixels.ts';

/** Candela per square metre. ITU-R BT.2408, table 1: the white of graphics and of SDR in HDR. */
const WHITE = 203;
/** ITU-R BT.2100: of PQ at its end, and of HLG on the display that it is mastered on. */
const PQ_PEAK = 10_000;
const HLG_PEAK = 1000;
/** Peak of the display that a picture without other information is taken to be mastered on: that of most of them. */
const MASTERED = 1000;
const HLG_GAMMA = 1.2;

const SRGB_PRIMARIES = {
  red: [0.64, 0.33],
  green: [0.3, 0.6],
  blue: [0.15, 0.06],
  white: [0.3127, 0.329],
} as const;
const STEPS = 65_535;

/** ITU-R BT.2100-2, table 4: light, of WHITE, that a value from 0 to 1 of PQ stands for. */
function pq(value: number): number {
  const root = value ** (1 / 78.84375);
  const ratio = Math.max(root - 0.8359375, 0) / (18.8515625 - 18.6875 * root);
  return (PQ_PEAK / WHITE) * ratio ** (1 / 0.1593017578125);
}

/** ITU-R BT.2100-2, table 5: light of the scene, from 0 to 1, that a value of HLG stands for. */
const hlg = (value: number): number =>
  value <= 0.5 ? value ** 2 / 3 : (Math.exp((value - 0.55991073) / 0.17883277) + 0.28466892) / 12;

const tableOf = (curve: (value: number) => number): Float32Array =>
  Float32Array.from({ length: STEPS + 1 }, (_, step) => curve(step / STEPS));

const encode = (light: number): number => (light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055);

/**
 * The curve of tone mapping: white becomes half of the light, so that there is room for what is brighter, up to PEAK. It
 * is a line, and from white on a parabola that goes on from it, through a control point that was fitted to what
 * Chromium shows of ramps in PQ and HLG: no value is off by more than 2 of 255.
 */
const CONTROL = { light: 1.655, shown: 0.8275 };
const PEAK = MASTERED / WHITE;

function shown(light: number): number {
  if (light <= 1) return light / 2;
  if (light >= PEAK) return 1;
  const [square, linear] = [1 - 2 * CONTROL.light + PEAK, 2 * CONTROL.light - 2];
  const way = (Math.sqrt(linear ** 2 - 4 * square * (1 - light)) - linear) / (2 * square);
  return (1 - way) ** 2 / 2 + 2 * way * (1 - way) * CONTROL.shown + way ** 2;
}

/** Makes sRGB of a picture in PQ or HLG. All channels get the gain of the brightest, so that hues stay. */
export async function toneMap(image: Sharp, { primaries, transfer }: Colours, seconds: number): Promise<Sharp> {
  const { data, width, height, channels } = await deepPixels(image, seconds);
  const light = tableOf(transfer === 'PQ' ? pq : hlg);
  const encoded = Uint8Array.from({ length: 4096 }, (_, step) => Math.round(255 * encode(step / 4095)));
  const [[rr, rg, rb], [gr, gg, gb], [br, bg, bb]] = multiply(invert(toXyz(SRGB_PRIMARIES)), toXyz(primaries));
  const [, luminance] = toXyz(primaries);
  const out = Buffer.allocUnsafeSlow(width * height * channels);
  const write = (value: number): number => encoded[Math.max(0, Math.min(4095, Math.round(value * 4095)))] as number;
  for (let at = 0; at < data.length; at += channels) {
    let red = light[data[at] as number] as number;
    let green = light[data[at + 1] as number] as number;
    let blue = light[data[at + 2] as number] as number;
    if (transfer === 'HLG') {
      const scene = luminance[0] * red + luminance[1] * green + luminance[2] * blue;
      const gain = (HLG_PEAK / WHITE) * scene ** (HLG_GAMMA - 1);
      red *= gain;
      green *= gain;
      blue *= gain;
    }
    const most = Math.max(red, green, blue);
    const gain = most > 0 ? shown(most) / most : 0;
    out[at] = write((rr * red + rg * green + rb * blue) * gain);
    out[at + 1] = write((gr * red + gg * green + gb * blue) * gain);
    out[at + 2] = write((br * red + bg * green + bb * blue) * gain);
    if (channels === 4) out[at + 3] = (data[at + 3] as number) >> 8;
  }
  return sharp(out, { raw: { width, height, channels } });
}
