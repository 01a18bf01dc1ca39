import type { Artifact } from './artifact.ts';
import { type Danger, dangersOf } from './dangers.ts';
import { type ReviewOptions, reviewTemplate, type TemplateReview, type TemplateSide } from './review-template.ts';
import type { Side } from './side.ts';

/** Everything that there is to say of a change. Templates that did not change are not in it. */
export type Review = {
  base: string;
  /** The templates and deployments that were compared, by file. */
  compared: { templates: string[]; deployments: string[] };
  dangers: Danger[];
  templates: TemplateReview[];
  artifact?: Artifact;
};

const sideOf = ({ templates, deployments }: Side, file: string): TemplateSide => {
  const source = Object.hasOwn(templates, file) ? templates[file] : undefined;
  return source && { source, deployments: deployments.filter(({ templateFilePath }) => templateFilePath === file) };
};

/** Compares all templates and deployments of two sides. */
export function review(before: Side, after: Side, options: ReviewOptions, artifact?: Artifact): Review {
  const files = [...new Set([...Object.keys(after.templates), ...Object.keys(before.templates)])].sort();
  const templates = files.flatMap(
    (file) => reviewTemplate(file, sideOf(before, file), sideOf(after, file), options) ?? [],
  );
  return {
    base: before.label,
    compared: { templates: files, deployments: after.deployments.map(({ file }) => file) },
    dangers: dangersOf(templates),
    templates,
    ...(artifact && { artifact }),
  };
}
