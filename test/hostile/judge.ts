import sharp from 'sharp';
import { type HostileFile, nameOf } from './hostile-file.ts';
import type { Observed, Result } from './observe.ts';

/** What is wrong about how a batch of hostile files and then a good one ended, in sentences. */
export async function judge(
  files: readonly HostileFile[],
  { results, stopped }: Observed,
  goodPixels: Buffer,
): Promise<string[]> {
  const names = files.map(nameOf).join(', ');
  const good = results[files.length];
  if (stopped !== undefined) return [`${names}: the function was stopped: ${stopped}`];
  if (!good) return [`${names}: expected a good one beside them but received ${results.length} results`];
  const faults: string[] = [];
  for (const [index, file] of files.entries()) {
    const fault = await faultOf(file, results[index] as Result);
    if (fault !== undefined) faults.push(`${nameOf(file)}: ${fault}`);
  }
  const fault = await faultOfGood(good, goodPixels);
  return fault === undefined ? faults : [...faults, `${names}: the good one beside ${fault}`];
}

async function faultOf({ expected, payload, to }: HostileFile, result: Result): Promise<string | undefined> {
  const allowed: readonly string[] = [expected].flat();
  const { outcome, reason, hasFailed, outputs, reported, size } = result;
  if (!allowed.includes(outcome)) return `expected ${allowed.join(' or ')} but received ${outcome} ${reason}`.trim();
  const isProcessed = outcome === 'processed';
  if (hasFailed === isProcessed)
    return `is ${isProcessed ? 'processed, yet' : 'refused, yet not'} a batch item failure`;
  if (outputs.length !== (isProcessed ? 1 : 0)) return `is ${outcome} and has ${outputs.length} processed objects`;
  if (reported !== (isProcessed ? undefined : outcome)) return `is ${outcome} and reported as ${reported}`;
  for (const { bytes } of outputs) {
    const problem = await problemOf(bytes, size);
    if (problem) return `the processed object is wrong: ${problem}`;
  }
  if (payload && outputs.some(({ bytes }) => bytes.includes(payload))) return `still holds ${payload}`;
  if (to && isProcessed && (size.width !== to.width || size.height !== to.height)) {
    return `expected ${to.width} × ${to.height} for the processed object but received ${size.width} × ${size.height}`;
  }
  return undefined;
}

async function faultOfGood({ outcome, hasFailed, outputs }: Result, goodPixels: Buffer): Promise<string | undefined> {
  if (outcome !== 'processed' || hasFailed) return `is ${outcome}`;
  const [output, ...more] = outputs;
  const isAsAlone = output && more.length === 0 && (await pixelsOf(output.bytes)).equals(goodPixels);
  return isAsAlone ? undefined : 'came out otherwise than alone';
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

/** To be compared instead of the bytes, which may tell uploads apart. */
export const pixelsOf = (bytes: Buffer): Promise<Buffer> => sharp(bytes).raw().toBuffer();
