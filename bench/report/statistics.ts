const sorted = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);

/** The value below which `share` of the values are, between two of them where it falls there. NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const order = sorted(values);
  const at = (order.length - 1) * share;
  const below = order[Math.floor(at)] ?? Number.NaN;
  const above = order[Math.ceil(at)] ?? Number.NaN;
  return below + (above - below) * (at - Math.floor(at));
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** How far the middle half of the values lies apart, as a share of their median. */
export const spread = (values: readonly number[]): number =>
  (quantile(values, 0.75) - quantile(values, 0.25)) / median(values);

/** The median ratio of two rows of runs that were made in turn: what slowed one pair down slowed both. */
export const ratioInTurn = (times: readonly number[], others: readonly number[]): number =>
  median(times.slice(0, others.length).map((time, round) => time / (others[round] ?? Number.NaN)));

/** The mean of ratios: twice and half make one. */
export const geometricMean = (ratios: readonly number[]): number =>
  Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
