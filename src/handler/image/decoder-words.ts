import type { Sharp } from 'sharp';
import { sharp } from './libvips.ts';

/** Characters. The longest sentences of libpng have some 70. */
const MAX_CHARACTERS = 100;

/** Chunks of PNG whose names every decoder knows: https://www.w3.org/TR/png-3/#5Chunk-naming-conventions */
const CHUNKS =
  /^(IHDR|PLTE|IDAT|IEND|acTL|bKGD|cHRM|cICP|cLLI|eXIf|fcTL|fdAT|gAMA|hIST|iCCP|iTXt|mDCV|pHYs|sBIT|sPLT|sRGB|tEXt|tIME|tRNS|zTXt): /;

let headersInFlight = 0;

/** Counts reading of headers, which sharp.counters() does not. */
export async function countHeaders<T>(read: () => Promise<T>): Promise<T> {
  headersInFlight++;
  try {
    return await read();
  } finally {
    headersInFlight--;
  }
}

/**
 * Collects what the decoder of an image says besides the error that it throws, such as "IDAT: incorrect data check" of
 * libpng, where libvips says "libpng read error". The returned function returns its last sentence. libvips keeps
 * them in one list for all images: what is said while others are at work may be of those, and is left out.
 */
export function listen(image: Sharp, own: { headers: number }): () => string | undefined {
  let last: string | undefined;
  // https://sharp.pixelplumbing.com/api-constructor/: an event of each instance.
  image.on('warning', (warning: unknown) => {
    const { queue, process } = sharp.counters();
    const isAlone = queue + process <= 1 - own.headers && headersInFlight === own.headers;
    if (isAlone) last = cleaned(String(warning)) ?? last;
  });
  return () => last;
}

/** Removes names of chunks and profiles, which the file chooses. Undefined of what only repeats that an error occurred. */
function cleaned(sentence: string): string | undefined {
  if (/^error in tile/.test(sentence) || /['"]/.test(sentence)) return undefined;
  const named = CHUNKS.test(sentence) ? sentence : sentence.replace(/^\S{4,16}: /, 'another chunk: ');
  return named.replace(/[^\x20-\x7e]/g, '?').slice(0, MAX_CHARACTERS);
}
