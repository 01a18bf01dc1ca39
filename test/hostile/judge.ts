import type { HostileFile } from './hostile-file.ts';
import type { Observed } from './observe.ts';

/** What is wrong about how a batch of a hostile file and a good one ended, in a sentence; undefined where nothing is. */
export function judge(file: HostileFile, { results, stopped }: Observed, goodOutput: Buffer): string | undefined {
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
  if (payload && outputs.some(({ bytes }) => bytes.includes(payload))) return `still holds ${payload}`;
  if (to && isProcessed && (size.width !== to.width || size.height !== to.height)) {
    return `expected ${to.width} × ${to.height} for the processed object but received ${size.width} × ${size.height}`;
  }

  if (sibling.outcome !== 'processed' || sibling.hasFailed) return `the good one beside it is ${sibling.outcome}`;
  const [output, ...more] = sibling.outputs;
  if (!output?.bytes.equals(goodOutput) || more.length > 0)
    return 'the good one beside it came out otherwise than alone';
  return undefined;
}
