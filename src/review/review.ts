import { glob, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { type Danger, dangersOf } from './dangers.ts';
import { type ReviewOptions, reviewTemplate, type TemplateReview, type TemplateSide } from './review-template.ts';
import type { Side } from './side.ts';

/** What would be deployed as code, where it was built: the newest zip, or else the folder that is packed. */
type Artifact = { file: string; bytes: number; packed: boolean };

async function folderSize(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async ({ parentPath, name }) => (await stat(path.join(parentPath, name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Looks in `dist`, which `npm run bundle` makes; undefined where nothing was built. */
export async function findArtifact(folder = 'dist'): Promise<Artifact | undefined> {
  const zips: { file: string; bytes: number; time: number }[] = [];
  for await (const name of glob('handler-*.zip', { cwd: folder })) {
    const { size, mtimeMs } = await stat(path.join(folder, name));
    zips.push({ file: path.posix.join(folder, name), bytes: size, time: mtimeMs });
  }
  const [newest] = zips.toSorted((one, other) => other.time - one.time);
  if (newest) return { file: newest.file, bytes: newest.bytes, packed: true };
  const bytes = await folderSize(path.join(folder, 'handler'));
  return bytes > 0 ? { file: path.posix.join(folder, 'handler'), bytes, packed: false } : undefined;
}

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
