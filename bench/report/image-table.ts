import type { CoreTimes } from '../measure/core-worker.ts';
import type { Measured } from '../measure/measure-image.ts';
import { markdownTable } from './markdown-table.ts';
import { median, ratioInTurn } from './statistics.ts';

/** What was measured of one image, by the names of the contenders. */
export type ImageResult = {
  name: string;
  bytes: number;
  measured: ReadonlyMap<string, Measured>;
  /** Of what is done to the bytes alone, in one process. */
  core: CoreTimes;
  /** Of the PNG that Pillow writes, where that was asked. */
  pillowPng?: number;
};

const NONE = '–';

const round = (value: number): string => (Number.isFinite(value) ? value.toFixed(value < 10 ? 1 : 0) : NONE);

const times = (measured: Measured | undefined, which: 'one' | 'all'): string =>
  measured === undefined ? NONE : round(median(measured[which]));
const kilobytes = (bytes: number | undefined): string => (bytes === undefined ? NONE : round(bytes / 1000));
const ratio = (value: number): string => (Number.isFinite(value) ? `${value.toFixed(2)} ×` : NONE);

/** One row for each image: times, outputs and memory, this handler's beside plain sharp's. */
export function imageTable(results: readonly ImageResult[], commit?: string): string {
  const hasOriginal = results.some(({ measured }) => measured.has('original'));
  const against = commit === undefined ? [] : [`ms, ${commit}`, 'change'];
  const head = [
    'Image',
    'kB',
    'ms',
    'plain',
    'tuned',
    'decoding',
    ...(hasOriginal ? ['original'] : []),
    ...against,
    '2 cores',
    'plain',
    'kB out',
    'plain',
    'SSIM',
    'plain',
    'MB',
    'plain',
  ];
  const rows = results.map(({ name, bytes, measured }) => {
    const [ours, plain, tuned, decode] = ['handler', 'plain', 'tuned', 'decode'].map((who) => measured.get(who));
    const other = measured.get('against');
    const change = ours && other ? ratio(ratioInTurn(ours.one, other.one)) : NONE;
    const ssim = (of: Measured | undefined): string => (of && Number.isFinite(of.ssim) ? of.ssim.toFixed(3) : NONE);
    return [
      name,
      kilobytes(bytes),
      ...[ours, plain, tuned, decode].map((of) => times(of, 'one')),
      ...(hasOriginal ? [times(measured.get('original'), 'one')] : []),
      ...(commit === undefined ? [] : [times(other, 'one'), change]),
      times(ours, 'all'),
      times(plain, 'all'),
      kilobytes(ours?.bytes),
      kilobytes(plain?.bytes),
      ssim(ours),
      ssim(plain),
      ...[ours, plain].map((of) => (of === undefined ? NONE : round(of.peakBytes / 1e6))),
    ];
  });
  return markdownTable(head, rows);
}
