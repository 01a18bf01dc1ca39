import type { CoreTimes } from '../measure/core-worker.ts';
import type { ImageResult } from './image-table.ts';
import { markdownTable } from './markdown-table.ts';
import { geometricMean, ratioInTurn } from './statistics.ts';

/** A ratio that has to be at most, or at least, its limit. */
type Limit = { text: string; limit: number; isMost: boolean };

type Goal = Limit & { measure(results: readonly ImageResult[]): number };

/** The mean over the images that `are` of what each has. NaN of none. */
const mean = (results: readonly ImageResult[], are: RegExp, of: (result: ImageResult) => number): number =>
  geometricMean(
    results
      .filter(({ name }) => are.test(name))
      .map(of)
      .filter(Number.isFinite),
  );

/** Of two in one process, by their times in turn. */
const core =
  (are: RegExp, who: keyof CoreTimes, to: keyof CoreTimes): Goal['measure'] =>
  (results) =>
    mean(results, are, (result) => ratioInTurn(result.core[who], result.core[to]));

const times = (result: ImageResult, who: string): number[] => result.measured.get(who)?.one ?? [];
const bytes = (result: ImageResult, who: string): number => result.measured.get(who)?.bytes ?? Number.NaN;

/** What the handler is held to, in ratios, so that any machine can measure them. */
export const GOALS: readonly Goal[] = [
  {
    text: 'JPEG of 5 to 14 MP: time to tuned sharp',
    limit: 1.05,
    isMost: true,
    measure: core(/^JPEG (5|8|12|14) MP$/, 'ours', 'tuned'),
  },
  {
    text: 'JPEG of 5 to 14 MP: the original to the whole function',
    limit: 2.9,
    isMost: false,
    measure: (results) =>
      mean(results, /^JPEG (5|8|12|14) MP$/, (result) =>
        ratioInTurn(times(result, 'original'), times(result, 'handler')),
      ),
  },
  {
    text: 'With a colour profile: plain sharp to it',
    limit: 1.5,
    isMost: false,
    measure: core(/profile/, 'plain', 'ours'),
  },
  {
    text: 'PNG of full colour: time to tuned sharp',
    limit: 1.05,
    isMost: true,
    measure: core(/^PNG \d+ MP(, graphic.*)?$/, 'ours', 'tuned'),
  },
  {
    text: 'PNG of a photograph: bytes to those of Pillow',
    limit: 1,
    isMost: true,
    measure: (results) =>
      mean(results, /^PNG \d+ MP$/, (result) => bytes(result, 'handler') / (result.pillowPng ?? Number.NaN)),
  },
  {
    text: 'PNG with a palette: bytes out to bytes in',
    limit: 2,
    isMost: true,
    measure: (results) => mean(results, /palette/, (result) => bytes(result, 'handler') / result.bytes),
  },
  {
    text: 'WEBP, still, with loss: plain sharp to it',
    limit: 1,
    isMost: false,
    measure: core(/^WEBP \d+ MP(?!.*lossless)/, 'plain', 'ours'),
  },
  {
    text: 'GIF, still: plain sharp to it',
    limit: 1.8,
    isMost: false,
    measure: core(/^GIF.* MP/, 'plain', 'ours'),
  },
];

const DIGITS = 2;

/** A row for each goal that was measured, and whether it is met. NaN stands for what was not measured. */
export function limitTable(measured: readonly (Limit & { value: number })[]): string {
  const rows = measured
    .filter(({ value }) => Number.isFinite(value))
    .map(({ text, limit, isMost, value }) => {
      const isMet = isMost ? value <= limit : value >= limit;
      return [text, value.toFixed(DIGITS), `${isMost ? '≤' : '≥'} ${limit}`, isMet ? 'met' : 'missed'];
    });
  return markdownTable(['Goal', 'measured', 'goal', ''], rows);
}

/** The goals that this run has measured. */
export const goalTable = (results: readonly ImageResult[]): string =>
  limitTable(GOALS.map((goal) => ({ ...goal, value: goal.measure(results) })));
