import type { Memory } from '../../src/aws/cloudformation/memory.ts';
import { showPath } from '../../src/aws/cloudformation/path.ts';
import type { Source } from '../../src/aws/cloudformation/read.ts';
import { FileError } from '../../src/shared/file-error.ts';
import { judge, judgedUnder } from '../engine/judge.ts';
import type { Rule } from '../engine/rule.ts';
import { type Setting, settingOf } from '../engine/setting.ts';
import { rules as allRules } from '../rules/all-rules.ts';
import { type Change, changesOf } from './changes.ts';
import { type Harmless, harmlessIn } from './harmless.ts';
import { otherBranches } from './other-branches.ts';

/** What became of every change of a template. */
export type Score = {
  all: number;
  /** How many changes each rule caught, by its id. A change is counted for the first rule that caught it. */
  caught: Record<string, number>;
  harmless: number;
  /** Changes that nobody caught and that are not said to be harmless. */
  uncaught: string[];
  /** Entries of the list of harmless changes that nothing needs. */
  unused: string[];
};

const title = ({ kind, path, to }: Change): string => `${kind} ${showPath(path)}${kind === 'remove' ? '' : ` → ${to}`}`;

const matches = (entry: Harmless, { kind, path }: Change): boolean => {
  const pattern = entry.path.split('.');
  return (
    entry.kinds.includes(kind) &&
    pattern.length === path.length &&
    pattern.every((step, at) => step === '*' || step === String(path[at]))
  );
};

/** Whatever a condition decides is looked at both ways. */
const settingsOf = ({ template }: Source): Setting[] => [
  settingOf(template, 'defaults', {}),
  ...otherBranches(template).map((parameters, at) => settingOf(template, `others-${at + 1}`, parameters)),
];

/** A change touches one resource: the others are resolved once. */
type Remembered = { setting: Setting; memory: Memory };

/**
 * The rule that finds something in a changed template, the one that caught the last change first: neighbours look
 * alike.
 */
function catcher(rules: Rule[], source: Source & { bytes: number }, change: Change, settings: readonly Remembered[]) {
  for (const { setting, memory } of settings) {
    const judged = judgedUnder(source.file, change.template, setting, source.bytes, memory);
    const at = rules.findIndex((rule) => rule.check(judged).length > 0);
    if (at < 0) continue;
    const [rule] = rules.splice(at, 1) as [Rule];
    rules.unshift(rule);
    return rule.id;
  }
  return undefined;
}

/**
 * Makes every change to a template, one at a time, and asks the rules. Throws FileError where one finds something
 * without any change.
 */
export function sweep(
  source: Source & { bytes: number },
  harmless: readonly Harmless[] = harmlessIn(source.template),
  rules: readonly Rule[] = allRules,
): Score {
  const settings = settingsOf(source);
  const [finding] = judge(source, settings, rules);
  if (finding)
    throw new FileError(
      `Expected ${source.file} without changes to break no rule but received ${finding.rule.id} at ${showPath(finding.path)}`,
    );
  const remembered = settings.map((setting): Remembered => ({ setting, memory: new WeakMap() }));
  const order = [...rules];
  const used = new Set<Harmless>();
  const score: Score = { all: 0, caught: {}, harmless: 0, uncaught: [], unused: [] };
  for (const change of changesOf(source.template)) {
    score.all += 1;
    const by = catcher(order, source, change, remembered);
    const entry = by === undefined ? harmless.find((candidate) => matches(candidate, change)) : undefined;
    if (by !== undefined) score.caught[by] = (score.caught[by] ?? 0) + 1;
    else if (entry) {
      used.add(entry);
      score.harmless += 1;
    } else score.uncaught.push(title(change));
  }
  score.unused = harmless.filter((entry) => !used.has(entry)).map(({ path }) => path);
  return score;
}

/** One line for people: how many of all changes were caught. */
export function showScore(file: string, { all, caught, harmless, uncaught }: Score): string {
  const byRules = Object.values(caught).reduce((sum, count) => sum + count, 0);
  const share = Math.floor((100 * (all - uncaught.length)) / all);
  return `${file}: ${all - uncaught.length} / ${all} changes caught (${share} %): ${byRules} by ${Object.keys(caught).length} rules, ${harmless} harmless`;
}
