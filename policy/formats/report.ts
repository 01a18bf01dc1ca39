import type { ReportedFinding, RuleText } from '../engine/judge.ts';

/** What a run of the policies found, for the formats. */
export type Report = {
  findings: ReportedFinding[];
  waived: (ReportedFinding & { reason: string })[];
  /** Every rule that was asked, also those that found nothing. */
  rules: readonly RuleText[];
  /** The ids of the rules that had something to look at; the others are not applicable. */
  applied: readonly string[];
  /** `file (configuration)`, for each template and each of its configurations. */
  judged: string[];
  /** What a reader has to know besides, such as made-up values of parameters. */
  notes: string[];
};

/** The ids of the rules that had nothing to look at. */
export const notApplicableRules = ({ rules, applied }: Pick<Report, 'rules' | 'applied'>): string[] =>
  rules.map(({ id }) => id).filter((id) => !applied.includes(id));

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

/** One line that sums the run up. */
export const summary = ({ findings, waived, rules, applied, judged }: Report): string =>
  `${applied.length} of ${plural(rules.length, 'rule')} applied to ${judged.join(', ')}: ${plural(findings.length, 'finding')}, ${waived.length} waived`;
