import type { Template } from '../../src/aws/cloudformation/template.ts';
import type { Choices } from '../../src/pipeline/choices.ts';
import { type Deployment, findDeployment, listDeployments } from '../../src/pipeline/deployment.ts';
import { toMarkdown } from '../../src/review/markdown.ts';
import { type Review, review } from '../../src/review/review.ts';
import type { Side } from '../../src/review/side.ts';
import { committed } from '../policy/committed.ts';
import { synthesized } from '../synthesized.ts';

const FOLDER = 'templates/deployments';
export const FILE = 'templates/image-pipeline.yaml';

/** The committed template and its deployments, to be changed at will. */
export async function committedSide(label = 'base'): Promise<Side> {
  const source = await committed();
  const names = await listDeployments(FOLDER);
  const deployments = await Promise.all(names.map((name) => findDeployment(FOLDER, name)));
  return {
    label,
    templates: { [FILE]: { ...source, template: structuredClone(source.template) } },
    deployments: deployments
      .filter(({ templateFilePath }) => templateFilePath === FILE)
      .map((each) => structuredClone(each)),
  };
}

export const templateOf = (side: Side): Template => side.templates[FILE]?.template as Template;

/** Replaces the template by the one that is synthesized with these choices. */
export function choose(side: Side, choices: Partial<Choices>): void {
  const source = side.templates[FILE];
  if (source) source.template = synthesized(choices).template;
}

export const deploymentOf = (side: Side, name: string): Deployment =>
  side.deployments.find((each) => each.name === name) as Deployment;

type Options = { from?: (side: Side) => void; score?: boolean };

/** What the review says of a change to the committed files, as data and as Markdown. */
export async function reviewed(
  change: (side: Side) => void,
  { from = () => {}, score = false }: Options = {},
): Promise<{ report: Review; text: string; dangers: string[] }> {
  const [before, after] = [await committedSide(), await committedSide('now')];
  from(before);
  change(after);
  const report = review(before, after, { waivers: { file: 'waivers.yaml', entries: [] }, today: '2026-11-23', score });
  const text = toMarkdown(report);
  const dangers = text.split('\n').filter((line) => line.startsWith('- **'));
  return { report, text, dangers };
}

type Statement = { Sid?: string; Action: string | string[]; Resource: unknown; [key: string]: unknown };

/** A statement of the function's role, by its Sid. */
export function roleStatement(side: Side, sid: string): Statement {
  const properties = templateOf(side).Resources['ImageFunctionRole']?.Properties as {
    Policies: { PolicyDocument: { Statement: Statement[] } }[];
  };
  const found = properties.Policies[0]?.PolicyDocument.Statement.find((statement) => statement.Sid === sid);
  if (!found) throw new Error(`Expected the role to have a statement ${sid}`);
  return found;
}

/** A property of a resource is set, or taken away with undefined. */
export function setProperty(side: Side, logicalId: string, property: string, value: unknown): void {
  const { Properties } = templateOf(side).Resources[logicalId] ?? {};
  if (!Properties) throw new Error(`Expected ${logicalId} in the template`);
  if (value === undefined) delete Properties[property];
  else Properties[property] = value;
}
