import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { parseTemplate, type Source } from '../aws/cloudformation/read.ts';
import type { Deployment } from '../pipeline/deployment.ts';
import { parseDeployment } from '../pipeline/deployment-format.ts';
import { FileError, readText } from '../shared/file-error.ts';

/** Where files come from: the working tree, or a commit. Paths are from the current folder. */
export type Files = { label: string; list(folder: string): Promise<string[]>; read(file: string): Promise<string> };

/** A template with the size of its file. */
export type SizedSource = Source & { bytes: number };

/** One side of the comparison: the templates by file, and the deployments. */
export type Side = { label: string; templates: Record<string, SizedSource>; deployments: Deployment[] };

const TEMPLATES = 'templates';
const DEPLOYMENTS = 'templates/deployments';

/** The files of the working tree. */
export const workingTree: Files = {
  label: 'the working tree',
  async list(folder) {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    return entries.filter((entry) => entry.isFile()).map(({ name }) => `${folder}/${name}`);
  },
  read: readText,
};

/** Parses text as a template; throws FileError for what is none. */
export const sized = (text: string, file: string): SizedSource => ({
  ...parseTemplate(text, file),
  bytes: Buffer.byteLength(text),
});

const isData = (file: string): boolean => ['.yaml', '.yml', '.json'].includes(path.extname(file));

/** Reads all templates and deployments of one side. Throws FileError for a file that cannot be used. */
export async function readSide({ label, list, read }: Files): Promise<Side> {
  const isHere = label === workingTree.label;
  const nameOf = (file: string): string => (isHere ? file : `${label}: ${file}`);
  const files = (await list(TEMPLATES)).filter(isData).sort();
  if (files.length === 0) throw new FileError(`Expected templates in ${TEMPLATES} of ${label} but there are none`);
  const templates: Side['templates'] = {};
  for (const file of files) templates[file] = sized(await read(file), nameOf(file));
  const deployments: Deployment[] = [];
  for (const file of (await list(DEPLOYMENTS)).filter(isData).sort()) {
    const content = parseDeployment(await read(file), nameOf(file));
    deployments.push({
      name: path.basename(file, path.extname(file)),
      file,
      templateFilePath: path.posix.normalize(content['template-file-path']),
      parameters: content.parameters ?? {},
      tags: content.tags ?? {},
    });
  }
  return { label, templates, deployments };
}

/** The other side when a file is given: it stands for the template with which it shares most resources. */
export async function sideOfFile(file: string, now: Side): Promise<Side> {
  const source = sized(await readText(file), file);
  const shared = (name: string): number =>
    Object.keys(now.templates[name]?.template.Resources ?? {}).filter((id) => id in source.template.Resources).length;
  const [nearest = ''] = Object.keys(now.templates).toSorted((one, other) => shared(other) - shared(one));
  return { label: file, templates: { ...now.templates, [nearest]: source }, deployments: now.deployments };
}
