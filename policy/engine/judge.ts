import type { Memory } from '../../src/aws/cloudformation/memory.ts';
import { type Path, showPath } from '../../src/aws/cloudformation/path.ts';
import type { Source } from '../../src/aws/cloudformation/read.ts';
import { resolveTemplate } from '../../src/aws/cloudformation/resolve.ts';
import type { Template } from '../../src/aws/cloudformation/template.ts';
import type { Finding, Judged, Rule } from './rule.ts';
import type { Setting } from './setting.ts';

/** What a reader needs to know of the rule that was broken. */
export type RuleText = Pick<Rule, 'id' | 'title' | 'why' | 'reference'>;

/** A finding in its file. */
export type Judgement = Finding & {
  rule: RuleText;
  file: string;
  line: number;
  /** The names of the settings under which it holds; empty when it is about no setting. */
  under: string[];
};

/** A template as a rule sees it; `bytes` is the size of its file. A `memory` is for one setting. */
export const judgedUnder = (
  file: string,
  template: Template,
  setting: Setting,
  bytes: number,
  memory?: Memory,
): Judged => ({
  file,
  template,
  bytes,
  settings: setting.settings,
  resolved: resolveTemplate(template, setting.settings, memory),
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

const order = (one: Judgement, other: Judgement): number =>
  one.line - other.line ||
  one.rule.id.localeCompare(other.rule.id, 'en', { numeric: true }) ||
  showPath(one.path).localeCompare(showPath(other.path));

/**
 * Judges a template under each setting by all rules: sorted by line, and once each, with the settings under which it
 * holds, however many there are.
 */
export function judge(
  source: Source & { bytes: number },
  settings: readonly Setting[],
  rules: readonly Rule[],
): Judgement[] {
  const found = new Map<string, Judgement>();
  for (const setting of settings) {
    const judged = judgedUnder(source.file, source.template, setting, source.bytes);
    for (const rule of rules)
      for (const finding of rule.check(judged)) {
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
            under: [setting.name],
          });
        else if (!known.under.includes(setting.name)) known.under.push(setting.name);
      }
  }
  return [...found.values()].sort(order);
}
