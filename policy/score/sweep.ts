import type { Memory } from '../../src/aws/cloudformation/memory.ts';
import { showPath } from '../../src/aws/cloudformation/path.ts';
import type { Source } from '../../src/aws/cloudformation/read.ts';
import { FileError } from '../../src/shared/file-error.ts';
import { type Configuration, configurationOf } from '../engine/configuration.ts';
import { judge, ruleContext } from '../engine/judge.ts';
import { findingsIn, type Rule } from '../engine/rule.ts';
import { rules as allRules } from '../rules/all-rules.ts';
import { type AcceptedMutation, acceptedMutationsIn } from './accepted-mutations.ts';
import { alternateSettings } from './alternate-settings.ts';
import { type Change, changesOf } from './changes.ts';

/** What became of every change of a template. */
export type Score = {
  all: number;
  /** How many changes each rule caught, by its id. A change is counted for the first rule that caught it. */
  caught: Record<string, number>;
  accepted: number;
  /** Changes that no rule caught and that are not accepted. */
  uncaught: string[];
  /** Accepted mutations that no change needs. */
  unused: string[];
};

const title = ({ kind, path, to }: Change): string => `${kind} ${showPath(path)}${kind === 'remove' ? '' : ` → ${to}`}`;

const matches = (entry: AcceptedMutation, { kind, path }: Change): boolean => {
  const pattern = entry.path.split('.');
  return (
    entry.kinds.includes(kind) &&
    pattern.length === path.length &&
    pattern.every((step, at) => step === '*' || step === String(path[at]))
  );
};

/** Both values of every condition, where a parameter can decide it. */
const configurationsOf = ({ template }: Source): Configuration[] => [
  configurationOf(template, 'defaults', {}),
  ...alternateSettings(template).map((parameters, at) => configurationOf(template, `alternate-${at + 1}`, parameters)),
];

/** A change touches one resource: the others are resolved once in each configuration. */
type Memoized = { configuration: Configuration; memory: Memory };

/**
 * The rule that finds something in a changed template, the one that caught the last change first: neighbours look
 * alike.
 */
function catcher(
  rules: Rule[],
  source: Source & { bytes: number },
  change: Change,
  configurations: readonly Memoized[],
) {
  for (const { configuration, memory } of configurations) {
    const context = ruleContext(change.template, configuration, source.bytes, memory);
    const at = rules.findIndex((rule) => findingsIn(rule.check(context)).length > 0);
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
  accepted: readonly AcceptedMutation[] = acceptedMutationsIn(source.template),
  rules: readonly Rule[] = allRules,
): Score {
  const configurations = configurationsOf(source);
  const [finding] = judge(source, configurations, rules);
  if (finding)
    throw new FileError(
      `Expected ${source.file} without changes to break no rule but received ${finding.rule.id} at ${showPath(finding.path)}`,
    );
  const memoized = configurations.map((configuration): Memoized => ({ configuration, memory: new WeakMap() }));
  const order = [...rules];
  const used = new Set<AcceptedMutation>();
  const score: Score = { all: 0, caught: {}, accepted: 0, uncaught: [], unused: [] };
  for (const change of changesOf(source.template)) {
    score.all += 1;
    const by = catcher(order, source, change, memoized);
    const entry = by === undefined ? accepted.find((candidate) => matches(candidate, change)) : undefined;
    if (by !== undefined) score.caught[by] = (score.caught[by] ?? 0) + 1;
    else if (entry) {
      used.add(entry);
      score.accepted += 1;
    } else score.uncaught.push(title(change));
  }
  score.unused = accepted.filter((entry) => !used.has(entry)).map(({ path }) => path);
  return score;
}

/** One line for people: how many of all changes were caught. */
export function showScore(file: string, { all, caught, accepted, uncaught }: Score): string {
  const byRules = Object.values(caught).reduce((sum, count) => sum + count, 0);
  const share = Math.floor((100 * (all - uncaught.length)) / all);
  return `${file}: ${all - uncaught.length} / ${all} changes caught (${share} %): ${byRules} by ${Object.keys(caught).length} rules, ${accepted} accepted`;
}
