import type { ImageResult } from './image-table.ts';
import { markdownTable } from './markdown-table.ts';
import { geometricMean, ratioInTurn } from './statistics.ts';

type Goal = { text: string; limit: number; isMost: boolean; measure(results: readonly ImageResult[]): number };

/** The mean over the images that `are` by the times in turn of one contender to another's. NaN of none. */
function ratio(results: readonly ImageResult[], are: RegExp, who: string, to: string): number {
  const ratios = results
    .filter(({ name }) => are.test(name))
    .map(({ measured }) => ratioInTurn(measured.get(who)?.one ?? [], measured.get(to)?.one ?? []))
    .filter(Number.isFinite);
  return geometricMean(ratios);
}

const bytes = (results: readonly ImageResult[], is: RegExp): number => {
  const found = results.find(({ name }) => is.test(name));
  return (found?.measured.get('handler')?.bytes ?? Number.NaN) / (found?.bytes ?? Number.NaN);
};

/** What the handler is held to, in ratios, so that any machine can measure them. */
export const GOALS: readonly Goal[] = [
  {
    text: 'JPEG of 5 and 12 MP: time to tuned sharp',
    limit: 1.05,
    isMost: true,
    measure: (results) => ratio(results, /^JPEG (5|12) MP$/, 'handler', 'tuned'),
  },
  {
    text: 'JPEG of 5 and 12 MP: the original to this handler',
    limit: 2.9,
    isMost: false,
    measure: (results) => ratio(results, /^JPEG (5|12) MP$/, 'original', 'handler'),
  },
  {
    text: 'JPEG with a colour profile: plain sharp to this handler',
    limit: 1.5,
    isMost: false,
    measure: (results) => ratio(results, /profile/, 'plain', 'handler'),
  },
  {
    text: 'PNG: time to tuned sharp, which makes the same',
    limit: 1.05,
    isMost: true,
    measure: (results) => ratio(results, /^PNG/, 'handler', 'tuned'),
  },
  {
    text: 'WEBP, still: plain sharp to this handler',
    limit: 1,
    isMost: false,
    measure: (results) => ratio(results, /^WEBP \d+ MP$/, 'plain', 'handler'),
  },
  {
    text: 'GIF, still: plain sharp to this handler',
    limit: 1.8,
    isMost: false,
    measure: (results) => ratio(results, /^GIF.*MP/, 'plain', 'handler'),
  },
  {
    text: 'PNG with a palette: bytes out to bytes in',
    limit: 2,
    isMost: true,
    measure: (results) => bytes(results, /palette/),
  },
];

const NUMBER = 2;

/** Each goal that this run has measured, and whether it is met. */
export function goalTable(results: readonly ImageResult[]): string {
  const rows = GOALS.flatMap(({ text, limit, isMost, measure }) => {
    const value = measure(results);
    if (!Number.isFinite(value)) return [];
    const isMet = isMost ? value <= limit : value >= limit;
    return [[text, value.toFixed(NUMBER), `${isMost ? '≤' : '≥'} ${limit}`, isMet ? 'met' : 'missed']];
  });
  return markdownTable(['Goal', 'measured', 'goal', ''], rows);
}
