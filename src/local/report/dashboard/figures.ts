const COMPACT = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });

/** 12,345 as "12.3K"; a dash for what is not there. */
export const showFigure = (value: number | undefined): string =>
  value === undefined ? '–' : value !== 0 && Math.abs(value) < 0.01 ? '<0.01' : COMPACT.format(value);

/** The end of an axis: 1, 2 or 5 with zeros, not below the value. */
export function axisEnd(most: number): number {
  if (!(most > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 5, 10].map((step) => step * power).find((end) => end >= most) ?? most;
}
