import { judgeBy, type ReportedFinding } from './engine/judge.ts';
import { committedSubjects, givenSubjects, type PlacedDeployment, type Subject } from './engine/subject.ts';
import { applyWaivers, readWaivers, waiverRule } from './engine/waivers.ts';
import { knownTemplate } from './facts/parts.ts';
import type { Report } from './formats/report.ts';
import { rules } from './rules/all-rules.ts';

const WAIVERS = 'policy/waivers.yaml';

/** A finding about a parameter that deployments set stands in their files, where it can be mended. */
function placed(finding: ReportedFinding, deployments: readonly PlacedDeployment[]): ReportedFinding[] {
  const [section, parameter] = finding.path;
  if (section !== 'Parameters' || typeof parameter !== 'string') return [finding];
  const setters = deployments.filter(
    ({ name, parameters }) => finding.configurations.includes(name) && Object.hasOwn(parameters, parameter),
  );
  const others = finding.configurations.filter((name) => !setters.some((setter) => setter.name === name));
  return [
    ...(others.length > 0 || setters.length === 0 ? [{ ...finding, configurations: others }] : []),
    ...setters.map(({ name, file, lineOf }) => ({ ...finding, file, line: lineOf(parameter), configurations: [name] })),
  ];
}

const notesOf = ({ source, configurations }: Subject): string[] => [
  ...new Set(
    configurations.flatMap(({ placeholders }) =>
      Object.entries(placeholders).map(
        ([name, value]) => `${source.file}: ${name} has no default; judged as if it were ${value}`,
      ),
    ),
  ),
];

/**
 * Judges the given templates, or all committed ones with their waivers. `today` is YYYY-MM-DD. Throws FileError for a
 * file that cannot be used.
 */
export async function run(files: readonly string[], deployments: readonly string[], today: string): Promise<Report> {
  const isWhole = files.length === 0 && deployments.length === 0;
  const subjects = isWhole ? await committedSubjects() : await givenSubjects(files, deployments);
  const pipelines = subjects
    .map(({ source }) => source.template)
    .filter((each) => knownTemplate(each) === 'image pipeline');
  const [pipeline] = pipelines.length === 1 ? pipelines : [];
  const answers = subjects.map(({ source, configurations, deployments }) => {
    const { findings, applied } = judgeBy(source, configurations, rules, pipeline);
    return { findings: findings.flatMap((finding) => placed(finding, deployments)), applied };
  });
  const findings = answers.flatMap((answer) => answer.findings);
  const waivers = isWhole ? await readWaivers(WAIVERS) : { file: WAIVERS, entries: [] };
  const { standing, waived, wrong } = applyWaivers(findings, waivers, today);
  return {
    findings: [...standing, ...wrong],
    waived,
    rules: [...rules, waiverRule],
    applied: [...new Set(answers.flatMap(({ applied }) => applied)), ...(isWhole ? [waiverRule.id] : [])],
    judged: subjects.flatMap(({ source, configurations }) =>
      configurations.map(({ name }) => `${source.file} (${name})`),
    ),
    notes: subjects.flatMap(notesOf),
  };
}
