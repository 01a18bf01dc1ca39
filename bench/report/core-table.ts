import type { ImageResult } from './image-table.ts';
import { markdownTable } from './markdown-table.ts';
import { median, ratioInTurn } from './statistics.ts';

const format = (value: number, digits: number, unit = ''): string =>
  Number.isFinite(value) ? `${value.toFixed(digits)}${unit}` : '–';

/** One row for each image: milliseconds of a processor for what is done to its bytes alone, all in one process. */
export function coreTable(results: readonly ImageResult[]): string {
  const rows = results.map(({ name, core: { ours, plain, tuned, decode } }) => [
    name,
    ...[ours, plain, tuned, decode].map((times) => format(median(times), 1)),
    format(ratioInTurn(ours, tuned), 2, ' ×'),
    format(ratioInTurn(plain, ours), 2, ' ×'),
  ]);
  const head = ['Without S3, in one process', 'ms', 'plain', 'tuned', 'decoding', 'to tuned', 'plain to it'];
  return markdownTable(head, rows);
}
