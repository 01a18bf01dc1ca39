import { type Report, summary } from './report.ts';

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
