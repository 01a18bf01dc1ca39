import type { Memory } from '../../src/aws/cloudformation/memory.ts';
import type { Path } from '../../src/aws/cloudformation/path.ts';
import { showPath } from '../../src/aws/cloudformation/path.ts';
import type { Source } from '../../src/aws/cloudformation/read.ts';
import { resolveTemplate } from '../../src/aws/cloudformation/resolve.ts';
import type { Template } from '../../src/aws/cloudformation/template.ts';
import type { Configuration } from './configuration.ts';
import type { Finding, Rule, RuleContext } from './rule.ts';

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
  configuration: Configuration,
  bytes: number,
  memory?: Memory,
): RuleContext => ({
  template,
  bytes,
  settings: configuration.settings,
  resolved: resolveTemplate(template, configuration.settings, memory),
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

/**
 * Judges a template in each configuration by all rules. The findings are sorted by line; one that holds in several
 * configurations is one, with their names.
 */
export function judge(
  source: Source & { bytes: number },
  configurations: readonly Configuration[],
  rules: readonly Rule[],
): ReportedFinding[] {
  const found = new Map<string, ReportedFinding>();
  for (const configuration of configurations) {
    const context = ruleContext(source.template, configuration, source.bytes);
    for (const rule of rules)
      for (const finding of rule.check(context)) {
        const path = existing(source.template, finding.path);
        const key = JSON.stringify([rule.id, path, finding.expected, finding.received]);
        const known = found.get(key);
        if (!known)
          found.set(key, {
            ...finding,
            path,
            rule,
            file: source.file,
            line: source.lineOf(path),
            configurations: [configuration.name],
          });
        else if (!known.configurations.includes(configuration.name)) known.configurations.push(configuration.name);
      }
  }
  return [...found.values()].sort(order);
}
