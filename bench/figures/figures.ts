import { committedSubjects } from '../../policy/engine/subject.ts';
import { summary } from '../../policy/formats/report.ts';
import { rules } from '../../policy/rules/all-rules.ts';
import { run } from '../../policy/run.ts';
import { showScore, sweep } from '../../policy/score/sweep.ts';
import { largestPictures, timeShares } from './largest-pictures.ts';

const fenced = (...lines: string[]): string => ['```', ...lines, '```', ''].join('\n');

/** The line with which `npm run policy` ends for one template, without waivers. */
async function summaryOf(file: string): Promise<string> {
  return fenced(summary(await run([file], [], '2026-01-01')));
}

/** How many changes of each committed template the rules catch; takes seconds. */
async function mutationScore(): Promise<string> {
  return fenced(...(await committedSubjects()).map(({ source }) => showScore(source.file, sweep(source))));
}

/** Every figure of README.md that follows from the code, by the name in its markers. Measured ones stand in bench/numbers. */
export const FIGURES: Readonly<Record<string, () => string | Promise<string>>> = {
  rules: () => String(rules.length),
  'rules-applied': () => summaryOf('templates/bootstrap.yaml'),
  'mutation-score': mutationScore,
  'largest-pictures': largestPictures,
  'still-share': () => timeShares().still,
  'jpeg-share': () => timeShares().jpeg,
  'animation-share': () => timeShares().animation,
};
