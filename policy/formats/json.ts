import { showPath } from '../../src/aws/cloudformation/path.ts';
import type { ReportedFinding } from '../engine/judge.ts';
import { notApplicableRules, type Report } from './report.ts';

const entry = ({ rule, file, line, path, expected, received, configurations }: ReportedFinding) => ({
  rule: rule.id,
  title: rule.title,
  why: rule.why,
  reference: rule.reference,
  file,
  line,
  path,
  at: showPath(path),
  expected,
  received,
  configurations,
});

/** For programs. */
export const json = ({ findings, waived, rules, applied, judged, notes }: Report): string =>
  JSON.stringify(
    {
      findings: findings.map(entry),
      waived: waived.map((finding) => ({ ...entry(finding), reason: finding.reason })),
      rules: rules.map(({ id }) => id),
      notApplicable: notApplicableRules({ rules, applied }),
      judged,
      notes,
    },
    null,
    2,
  );
