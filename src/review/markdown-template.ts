import type { Cost } from './cost.ts';
import type { EnvironmentChange } from './parameter-changes.ts';
import { resourceLines } from './resource-lines.ts';
import type { MutantScore, TemplateReview } from './review-template.ts';
import { code, markdown, say, several, together, type Words, where } from './words.ts';

const MOST_LINES = 30;

/** A heading and its lines; nothing at all when there are none. */
function section(title: string, lines: readonly Words[]): string[] {
  if (lines.length === 0) return [];
  const rest = lines.length - MOST_LINES;
  const shown = lines.slice(0, MOST_LINES).map((line) => `- ${markdown(line)}`);
  return ['', `**${title}**`, '', ...shown, ...(rest > 0 ? [`- and ${rest} more`] : [])];
}

const was = (value: string | undefined): string => (value === undefined ? 'nothing' : value);

/** A new parameter that has its default is told with the parameters. */
function environmentLines({ environment, fate, values, tags }: EnvironmentChange): Words[] {
  if (fate === 'removed') return [];
  const open = { words: [fate === 'new' ? ' (new)' : ''] };
  const told = values.filter((value) => !(value.unmentioned && value.before === undefined));
  const lines = told.map(({ parameter, before, after, unmentioned }) => {
    const origin = { words: [after === undefined ? ' (no longer a parameter)' : unmentioned ? ' (the default)' : ''] };
    const change = fate === 'new' ? say`${parameter} ${was(after)}` : say`${parameter} ${was(before)} → ${was(after)}`;
    return say`${change}${origin}`;
  });
  const tagged = tags.map(({ tag, before, after }) => say`tag ${tag} ${was(before)} → ${was(after)}`);
  return [...lines, ...tagged].map((line) => say`${environment}${open}: ${line}`);
}

const KEPT: Words = {
  words: [
    'An unmentioned parameter keeps its previous value on an existing stack: a new default counts there only once the deployment file sets it.',
  ],
};

function parameterLines({ parameters, environments }: TemplateReview): Words[] {
  const unmentioned = environments.some(
    (each) =>
      each.fate === 'changed' &&
      each.values.some((value) => value.unmentioned && value.before !== undefined && value.after !== undefined),
  );
  return [...parameters, ...environments.flatMap(environmentLines), ...(unmentioned ? [KEPT] : [])];
}

const scoreWords = (score: MutantScore | undefined): Words =>
  score ? say`${score.caught} of ${score.all}` : say`none, while a rule finds something`;

function policyLines({ findings, score, fate }: TemplateReview): Words[] {
  const { before, after, gone, added } = findings;
  const uncaught = (score?.after?.uncaught ?? []).filter((title) => !score?.before?.uncaught.includes(title));
  // What was as good before is not worth a line on a phone.
  if (fate !== 'new' && before + after === 0 && !score) return [];
  return [
    fate === 'new' ? say`Findings: ${after}` : say`Findings: ${before} → ${after}`,
    ...(added.length > 0 ? [say`New ones are above: ${several([...new Set(added.map(({ rule }) => rule))])}`] : []),
    ...(gone.length > 0 ? [say`Gone: ${several([...new Set(gone.map(({ rule }) => rule))])}`] : []),
    ...(score
      ? [
          say`Single changes that the rules catch: ${fate === 'new' ? say`` : say`${scoreWords(score.before)} → `}${scoreWords(score.after)}`,
        ]
      : []),
    ...uncaught.map((title) => say`Newly not caught: ${title}`),
  ];
}

const dollars = (amount: number): string => `$${amount.toFixed(2)}`;

function costLines({ costs }: TemplateReview): Words[] {
  const lines = costs.map(({ setting, before, after }) => {
    if (!before || !after)
      return say`${setting}: ${dollars((after ?? before)?.total ?? 0)} a month${{ words: [after ? ' (new)' : ' (no longer deployed)'] }}`;
    const parts = changedParts(before, after);
    if (parts.length === 0) return say`${setting}: ${dollars(after.total)} a month, as before`;
    return say`${setting}: ${dollars(before.total)} → ${dollars(after.total)} a month (${together(parts)})`;
  });
  const unpriced = [...new Set(costs.flatMap(({ after }) => after?.unpriced ?? []))];
  return [...lines, ...(unpriced.length > 0 ? [say`Without a price here: ${several(unpriced)}`] : [])];
}

const CENT = 0.005;

function changedParts(before: Cost, after: Cost): Words[] {
  return [...new Set([...Object.keys(before.parts), ...Object.keys(after.parts)])].flatMap((part) => {
    const change = (after.parts[part] ?? 0) - (before.parts[part] ?? 0);
    return Math.abs(change) < CENT
      ? []
      : [say`${{ words: [part] }} ${`${change > 0 ? '+' : '−'}${dollars(Math.abs(change))}`}`];
  });
}

/** One template in Markdown: what is not dangerous too. */
export function templateSections(review: TemplateReview): string[] {
  const { file, fate, permissions, settings, others } = review;
  const told = fate === 'new' ? permissions : permissions.filter(({ direction }) => direction === 'narrower');
  const title = fate === 'new' ? 'Permissions' : 'Permissions that are narrower';
  return [
    `### ${code(file)}${fate === 'changed' ? '' : `, ${fate}`}`,
    ...section('Resources', resourceLines(review)),
    ...section(
      title,
      told.map(({ words, under }) => say`${words}${where(under, settings)}`),
    ),
    ...section('Choices, parameters and deployments', parameterLines(review)),
    ...section('Also', others),
    ...section('Policies', policyLines(review)),
    ...section('Cost', costLines(review)),
  ];
}
