import type { ReportedFinding, RuleText } from '../engine/judge.ts';

/** What a run of the policies found, for the formats. */
export type Report = {
  findings: ReportedFinding[];
  waived: (ReportedFinding & { reason: string })[];
  /** Every rule that was asked, also those that found nothing. */
  rules: readonly RuleText[];
  /** `file (configuration)`, for each template and each of its configurations. */
  judged: string[];
  /** What a reader has to know besides, such as made-up values of parameters. */
  notes: string[];
};

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

/** One line that sums the run up. */
export const summary = ({ findings, waived, rules, judged }: Report): string =>
  `${plural(rules.length, 'rule')} on ${judged.join(', ')}: ${plural(findings.length, 'finding')}, ${waived.length} waived`;
