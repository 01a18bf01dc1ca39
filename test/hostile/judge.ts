import sharp from 'sharp';
import type { HostileFile } from './hostile-file.ts';
import type { Observed, Result } from './observe.ts';

/** What is wrong about how a batch of a hostile file and a good one ended, in a sentence; undefined where nothing is. */
export async function judge(
  file: HostileFile,
  { results, stopped }: Observed,
  goodOutput: Buffer,
): Promise<string | undefined> {
  const [hostile, sibling] = results;
  if (stopped !== undefined) return `the function was stopped: ${stopped}`;
  if (!hostile || !sibling) return 'there are not two results';

  const expected: readonly string[] = [file.expected].flat();
  const { outcome, reason, hasFailed, outputs, reported, size } = hostile;
  if (!expected.includes(outcome)) return `expected ${expected.join(' or ')} but received ${outcome} ${reason}`.trim();
  const isProcessed = outcome === 'processed';
  if (hasFailed === isProcessed)
    return `is ${isProcessed ? 'processed, yet' : 'refused, yet not'} a batch item failure`;
  if (outputs.length !== (isProcessed ? 1 : 0)) return `is ${outcome} and has ${outputs.length} processed objects`;
  if (reported !== (isProcessed ? undefined : outcome)) return `is ${outcome} and reported as ${reported}`;
  const { payload, to } = file;
  for (const { bytes } of outputs) {
    const problem = await problemOf(bytes, size);
    if (problem) return `the processed object is wrong: ${problem}`;
  }
  if (payload && outputs.some(({ bytes }) => bytes.includes(payload))) return `still holds ${payload}`;
  if (to && isProcessed && (size.width !== to.width || size.height !== to.height)) {
    return `expected ${to.width} × ${to.height} for the processed object but received ${size.width} × ${size.height}`;
  }

  if (sibling.outcome !== 'processed' || sibling.hasFailed) return `the good one beside it is ${sibling.outcome}`;
  const [output, ...more] = sibling.outputs;
  if (!output || more.length > 0 || !(await haveSamePixels(output.bytes, goodOutput)))
    return 'the good one beside it came out otherwise than alone';
  return undefined;
}

/** Decodes all of it, as strictly as can be. */
async function problemOf(bytes: Buffer, { width, height }: Result['size']): Promise<string | undefined> {
  try {
    const image = sharp(bytes, { failOn: 'warning', pages: -1 });
    const found = await image.metadata();
    await image.raw().toBuffer();
    const isAsTold = found.width === width && (found.pageHeight ?? found.height) === height;
    return isAsTold ? undefined : `${found.width} × ${found.pageHeight ?? found.height} and not ${width} × ${height}`;
  } catch (error) {
    return String(error);
  }
}

/** Not the bytes, which may tell uploads apart. */
async function haveSamePixels(one: Buffer, other: Buffer): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((bytes) => sharp(bytes).raw().toBuffer()));
  return a !== undefined && b !== undefined && a.equals(b);
}
