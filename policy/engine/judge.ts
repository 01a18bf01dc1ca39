import type { Memory } from '../../src/aws/cloudformation/memory.ts';
import { type Path, showPath } from '../../src/aws/cloudformation/path.ts';
import type { Source } from '../../src/aws/cloudformation/read.ts';
import { resolveTemplate } from '../../src/aws/cloudformation/resolve.ts';
import type { Template } from '../../src/aws/cloudformation/template.ts';
import type { Configuration } from './configuration.ts';
import { type Finding, findingsIn, notApplicable, type Rule, type RuleContext } from './rule.ts';

/** What a reader needs to know of the rule that was broken. */
export type RuleText = Pick<Rule, 'id' | 'title' | 'why' | 'reference'>;

/** A finding with its rule and its place in a file. */
export type ReportedFinding = Finding & {
  rule: RuleText;
  file: string;
  line: number;
  /** Names of the configurations in which it holds; empty where it does not depend on one. */
  configurations: string[];
};

/** A template in one configuration; `bytes` is the size of its file. A `memory` is for one configuration. */
export const ruleContext = (
  template: Template,
  configuration: Pick<Configuration, 'settings'>,
  bytes: number,
  memory?: Memory,
  pipeline?: Template,
): RuleContext => ({
  template,
  bytes,
  settings: configuration.settings,
  resolved: resolveTemplate(template, configuration.settings, memory),
  ...(pipeline && { pipeline }),
});

/** The nearest part of a path that is in the template. */
function existing(template: Template, path: Path): Path {
  let value: unknown = template;
  const length = path.findIndex((key) => {
    const inside = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
    value = inside ? (value as Record<string | number, unknown>)[key] : undefined;
    return !inside;
  });
  return length < 0 ? path : path.slice(0, length);
}

const order = (one: ReportedFinding, other: ReportedFinding): number =>
  one.line - other.line ||
  one.rule.id.localeCompare(other.rule.id, 'en', { numeric: true }) ||
  showPath(one.path).localeCompare(showPath(other.path));

/** What rules found, and the ids of those that applied in at least one configuration. */
export type Judged = { findings: ReportedFinding[]; applied: string[] };

/**
 * Judges a template in each configuration by all rules. The findings are sorted by line; one that holds in several
 * configurations is one, with their names.
 */
export function judgeBy(
  source: Source & { bytes: number },
  configurations: readonly Configuration[],
  rules: readonly Rule[],
  pipeline?: Template,
): Judged {
  const found = new Map<string, ReportedFinding>();
  const applied = new Set<string>();
  for (const { name, ...configuration } of configurations) {
    const context = ruleContext(source.template, configuration, source.bytes, undefined, pipeline);
    for (const rule of rules) {
      const answer = rule.check(context);
      if (answer !== notApplicable) applied.add(rule.id);
      for (const finding of findingsIn(answer)) {
        const path = existing(source.template, finding.path);
        const key = JSON.stringify([rule.id, path, finding.expected, finding.received]);
        const known = found.get(key);
        if (!known) {
          const place = { file: source.file, line: source.lineOf(path), path };
          found.set(key, { ...finding, ...place, rule, configurations: [name] });
        } else if (!known.configurations.includes(name)) known.configurations.push(name);
      }
    }
  }
  return { findings: [...found.values()].sort(order), applied: [...applied] };
}

/** The findings of judgeBy, without the rules that applied. */
export const judge = (...subject: Parameters<typeof judgeBy>): ReportedFinding[] => judgeBy(...subject).findings;
