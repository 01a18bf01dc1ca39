import { type Judgement, judge } from './engine/judge.ts';
import { committedSubjects, givenSubjects, type PlacedDeployment, type Subject } from './engine/subject.ts';
import { applyWaivers, readWaivers, waiverRule } from './engine/waivers.ts';
import type { Report } from './formats/report.ts';
import { rules } from './rules/all-rules.ts';

const WAIVERS = 'policy/waivers.yaml';

/** A finding about a parameter that deployments set stands in their files, where it can be mended. */
function placed(judgement: Judgement, deployments: readonly PlacedDeployment[]): Judgement[] {
  const [section, parameter] = judgement.path;
  if (section !== 'Parameters' || typeof parameter !== 'string') return [judgement];
  const setters = deployments.filter(
    ({ name, parameters }) => judgement.under.includes(name) && Object.hasOwn(parameters, parameter),
  );
  const others = judgement.under.filter((name) => !setters.some((setter) => setter.name === name));
  return [
    ...(others.length > 0 || setters.length === 0 ? [{ ...judgement, under: others }] : []),
    ...setters.map(({ name, file, lineOf }) => ({ ...judgement, file, line: lineOf(parameter), under: [name] })),
  ];
}

const notesOf = ({ source, settings }: Subject): string[] => [
  ...new Set(
    settings.flatMap(({ placeholders }) =>
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
  const judgements = subjects.flatMap((subject) =>
    judge(subject.source, subject.settings, rules).flatMap((judgement) => placed(judgement, subject.deployments)),
  );
  const waivers = isWhole ? await readWaivers(WAIVERS) : { file: WAIVERS, entries: [] };
  const { standing, waived, wrong } = applyWaivers(judgements, waivers, today);
  return {
    findings: [...standing, ...wrong],
    waived,
    rules: [...rules, waiverRule],
    judged: subjects.flatMap(({ source, settings }) => settings.map(({ name }) => `${source.file} (${name})`)),
    notes: subjects.flatMap(notesOf),
  };
}
