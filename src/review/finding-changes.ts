import type { Configuration } from '../../policy/engine/configuration.ts';
import { judge } from '../../policy/engine/judge.ts';
import { applyWaivers, type Waivers } from '../../policy/engine/waivers.ts';
import { rules } from '../../policy/rules/all-rules.ts';
import { showPath } from '../aws/cloudformation/path.ts';
import type { Under } from './by-setting.ts';
import type { SizedSource } from './side.ts';
import { say, type Words, where } from './words.ts';

/** Findings by rule, as one broken rule is often found in many places at once; what is waived apart. */
export function findingLines(found: readonly Under<Found>[], all: readonly string[]): Words[] {
  const groups = Map.groupBy(found, ({ rule, waived }) => JSON.stringify([rule, waived]));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const { rule, title, at, line, expected, received, waived } = first;
    const under = [...new Set(group.flatMap((finding) => finding.under))];
    const others = new Set(group.map((finding) => finding.at)).size - 1;
    const more = others > 0 ? say`, and at ${others} more` : say``;
    const accepted = waived === undefined ? say`` : say` Waived: ${waived}`;
    return [
      say`${rule}${where(under, all)}: ${title}. At ${at}, line ${line}${more}: expected ${expected}, received ${received}.${accepted}`,
    ];
  });
}

/** A broken rule. `waived` is the reason why it is accepted. */
type Found = {
  rule: string;
  title: string;
  file: string;
  line: number;
  at: string;
  expected: string;
  received: string;
  waived?: string;
};

/** What the rules find now and did not before, and the other way round, with how many findings there are on each side. */
export type FindingChanges = { added: Under<Found>[]; gone: Under<Found>[]; before: number; after: number };

/** A template and the settings under which it is judged. */
type ToJudge = { source: SizedSource; settings: readonly Configuration[] };

const keyOf = ({ rule, at, expected, received }: Found): string => JSON.stringify([rule, at, expected, received]);

function findingsOf(subject: ToJudge | undefined, waivers: Waivers, today: string): Under<Found>[] {
  if (!subject) return [];
  const { standing, waived } = applyWaivers(judge(subject.source, subject.settings, rules), waivers, today);
  return [...standing, ...waived].map(({ rule, file, line, path, expected, received, configurations, ...rest }) => ({
    rule: rule.id,
    title: rule.title,
    file,
    line,
    at: showPath(path),
    expected,
    received,
    under: configurations,
    ...('reason' in rest && { waived: String(rest.reason) }),
  }));
}

/** Those of one side that the other has not, or not under the same settings. */
const without = (some: readonly Under<Found>[], others: readonly Under<Found>[]): Under<Found>[] =>
  some.flatMap((found) => {
    const known = others.find((other) => keyOf(other) === keyOf(found))?.under ?? [];
    const under = found.under.filter((setting) => !known.includes(setting));
    return under.length > 0 ? [{ ...found, under }] : [];
  });

/** Judges both sides by the rules and waivers of the working tree. `today` is YYYY-MM-DD. */
export function findingChanges(
  before: ToJudge | undefined,
  after: ToJudge | undefined,
  waivers: Waivers,
  today: string,
): FindingChanges {
  const [old, now] = [findingsOf(before, waivers, today), findingsOf(after, waivers, today)];
  return { added: without(now, old), gone: without(old, now), before: old.length, after: now.length };
}
