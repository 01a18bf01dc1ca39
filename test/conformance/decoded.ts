/** Pixels of one size: RGBA, 8 bits, sRGB, alpha not multiplied, top row first. */
export type Frame = {
  rgba: Uint8Array;
  /** Milliseconds that it is shown; 0 in a still picture. */
  delay: number;
};

/** A picture as people see it: upright, all frames put together. */
export type Decoded = {
  width: number;
  height: number;
  frames: readonly Frame[];
  /** Repetitions after the first time; Infinity for ever. Absent in a still picture. */
  loop?: number;
};
