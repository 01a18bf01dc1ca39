import { showPath } from '../../src/aws/cloudformation/path.ts';
import type { ReportedFinding } from '../engine/judge.ts';
import { type Report, summary } from './report.ts';

function paragraph({ rule, file, line, path, expected, received, configurations }: ReportedFinding): string {
  const { url, controls } = rule.reference;
  return [
    `${file}:${line}: ${rule.id} ${rule.title}`,
    `  at        ${showPath(path) || 'the whole template'}`,
    `  expected  ${expected}`,
    `  received  ${received}`,
    ...(configurations.length === 0 ? [] : [`  with      ${configurations.join(', ')}`]),
    `  why       ${rule.why}`,
    `  see       ${url} (${controls.join(', ')})`,
  ].join('\n');
}

/** For people. */
export const text = (report: Report): string =>
  [
    ...report.findings.map((finding) => `${paragraph(finding)}\n`),
    ...report.waived.map(
      ({ file, line, rule, path, reason }) => `${file}:${line}: ${rule.id} waived at ${showPath(path)}: ${reason}`,
    ),
    ...report.notes,
    summary(report),
  ].join('\n');
