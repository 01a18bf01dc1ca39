import { showPath } from '../../src/aws/cloudformation/path.ts';
import type { ReportedFinding } from '../engine/judge.ts';
import { notApplicableRules, type Report, summary } from './report.ts';
import { sarif } from './sarif.ts';

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

// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands; the escapes are those of
// the runner: a value that holds a line break or `::` would begin a command of its own.
const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/** Workflow commands, which GitHub shows beside the lines of the diff. */
export const github = (report: Report): string =>
  [
    ...report.findings.map(({ rule, file, line, expected, received, configurations }) => {
      const when = configurations.length === 0 ? '' : ` with ${configurations.join(', ')}`;
      const message = `Expected ${expected} but received ${received}${when}. ${rule.why} ${rule.reference.url}`;
      return `::error file=${property(file)},line=${line},title=${property(`${rule.id} ${rule.title}`)}::${data(message)}`;
    }),
    ...report.notes.map((note) => `::notice::${data(note)}`),
    data(summary(report)),
  ].join('\n');

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

/** Every format in which findings can be printed, by its name on the command line. */
export const formats: Readonly<Record<string, (report: Report) => string>> = { text, json, sarif, github };
