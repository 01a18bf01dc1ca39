import type { ImageResult } from './image-table.ts';
import { quantile, ratioInTurn, spread } from './statistics.ts';

/** Above these a difference of a fifth would not be told from chance in one run. */
const MAX_DIFFERENCE = 0.05;
const MAX_SPREAD = 0.15;

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/**
 * Says how far the same function, measured as if it were two (`handler` and `equal`), differed from itself, and how far its runs
 * lie apart.
 */
export function describeNoise(results: readonly ImageResult[]): string {
  const spreads = results.flatMap(({ measured }) => [...measured.values()].map(({ one }) => spread(one)));
  const differences = results.flatMap(({ measured }) => {
    const [ours, equal] = [measured.get('handler'), measured.get('equal')];
    return ours && equal ? [Math.abs(ratioInTurn(ours.one, equal.one) - 1)] : [];
  });
  const [most, middle] = [Math.max(0, ...differences), quantile(spreads, 0.5)];
  const isNoisy = most > MAX_DIFFERENCE || middle > MAX_SPREAD;
  const verdict = isNoisy
    ? 'This machine is noisy: smaller differences mean nothing, and the times are those of a busy machine.'
    : 'Smaller differences mean nothing.';
  const equal = differences.length === 0 ? '' : `Two equal functions differ by up to ${percent(most)} here. `;
  return `${equal}The middle half of the runs differs by ${percent(middle)}. ${verdict}`;
}
