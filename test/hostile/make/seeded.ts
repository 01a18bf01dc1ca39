/** Numbers from 0 to 2^32 - 1 that look random and are the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

export function noise(length: number, seed: number): Buffer {
  const next = seeded(seed);
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; at++) bytes[at] = next();
  return bytes;
}

/** A copy with single bits turned over, none of them before `from`. */
export function flipBits(bytes: Buffer, count: number, seed: number, from = 0, to = bytes.length): Buffer {
  const next = seeded(seed);
  const flipped = Buffer.from(bytes);
  for (let n = 0; n < count; n++) {
    const at = from + (next() % (to - from));
    flipped[at] = (flipped[at] as number) ^ (1 << (next() & 7));
  }
  return flipped;
}
