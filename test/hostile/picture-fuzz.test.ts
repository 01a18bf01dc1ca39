import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { PermanentError } from '../../src/handler/errors/coded-errors.ts';
import type { OutputFormat } from '../../src/handler/formats/format.ts';
import { OPTIONS, renditionOf } from '../handler/image/renderings.ts';
import { GOOD, type Good } from './make/good.ts';
import { type Change, changed, changes, HEAD_BYTES } from './make/mutation.ts';

/**
 * FUZZ_SECONDS gives it longer than this, as .github/workflows/search.yml does; what it finds comes with a seed to find it
 * again.
 */
const RUNS = 300;
const SECONDS = Number(process.env['FUZZ_SECONDS'] ?? 0);
const LENGTH =
  SECONDS > 0
    ? { numRuns: 1_000_000, interruptAfterTimeLimit: SECONDS * 1000, markInterruptAsFailure: false }
    : { numRuns: RUNS };

/** What this has found before. */
const FOUND: [Good, Good, Change[]][] = [
  // A second frame header that ends with the file, of which the decoder says nothing.
  [
    'gray',
    'jpeg',
    [
      { kind: 'end', at: 73 },
      { kind: 'join', at: 1, length: 312 },
    ],
  ],
];

/** Names, so that a counterexample can be read. */
const good = fc.constantFrom(...(Object.keys(GOOD) as Good[]));

const MAGIC: Readonly<Record<OutputFormat, RegExp>> = {
  jpeg: /^\xff\xd8\xff/,
  png: /^\x89PNG/,
  gif: /^GIF89a/,
  webp: /^RIFF....WEBP/s,
};

/** Renders, or is refused with a code; anything else fails. True if it renders. */
async function survives(bytes: Buffer): Promise<boolean> {
  try {
    const { bytes: output, format, width, height, frames } = await renditionOf(bytes);
    assert.ok(width >= 1 && width <= OPTIONS.width && height >= 1 && height <= OPTIONS.height, `${width} × ${height}`);
    assert.ok(frames >= 1);
    assert.match(output.toString('latin1', 0, 12), MAGIC[format]);
    return true;
  } catch (error) {
    if (!(error instanceof PermanentError)) throw error;
    assert.match(error.message, /^Expected .+ but received:? .+/s);
    return false;
  }
}

test('renders all the files that the property begins with', async () => {
  for (const [name, make] of Object.entries(GOOD)) assert.ok(await survives(await make()), name);
});

test('refuses good files that end at any place of their headers', async () => {
  for (const [name, make] of Object.entries(GOOD)) {
    const bytes = await make();
    for (let end = 0; end < HEAD_BYTES; end++) {
      assert.equal(await survives(bytes.subarray(0, end)), false, `${name} of ${end} bytes`);
    }
  }
});

test('renders or refuses good files with bytes changed, cut, doubled and joined with others', async (t) => {
  let rendered = 0;
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(good, good, changes, async (name, other, all) => {
      if (await survives(changed(await GOOD[name](), await GOOD[other](), all))) rendered++;
      else refused++;
    }),
    { ...LENGTH, examples: FOUND },
  );
  t.diagnostic(`${rendered} rendered, ${refused} refused`);
  assert.ok(rendered > 50 && refused > 50, `${rendered} rendered, ${refused} refused: the property says too little`);
});
