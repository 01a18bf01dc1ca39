import { globSync } from 'node:fs';
import path from 'node:path';
import { toValue } from '../../src/aws/cloudformation/nodes.ts';
import { parseTemplate, type Source } from '../../src/aws/cloudformation/read.ts';
import { parseYaml } from '../../src/aws/cloudformation/yaml.ts';
import { type Deployment, findDeployment, listDeployments, readDeployment } from '../../src/pipeline/deployment.ts';
import { FileError, readText } from '../../src/shared/file-error.ts';
import { type Configuration, configurationOf } from './configuration.ts';

/** A deployment and the line of each parameter that it sets. */
export type PlacedDeployment = Deployment & { lineOf(parameter: string): number };

/** A template, the configurations in which it is judged, and the deployments among them. */
export type Subject = {
  source: Source & { bytes: number };
  configurations: Configuration[];
  deployments: PlacedDeployment[];
};

const TEMPLATES = 'templates';
const DEPLOYMENTS = path.join(TEMPLATES, 'deployments');

async function withLines(deployment: Deployment): Promise<PlacedDeployment> {
  const { lineOf } = toValue(parseYaml(await readText(deployment.file), deployment.file));
  return { ...deployment, lineOf: (parameter) => lineOf(['parameters', parameter]) };
}

async function subject(file: string, deployments: PlacedDeployment[], withDefaults: boolean): Promise<Subject> {
  const text = await readText(file);
  const source = { ...parseTemplate(text, file), bytes: Buffer.byteLength(text) };
  const { template } = source;
  const configurations = deployments.map(({ name, parameters }) => configurationOf(template, name, parameters));
  return {
    source,
    deployments,
    configurations: withDefaults ? [configurationOf(template, 'defaults', {}), ...configurations] : configurations,
  };
}

/** Every committed template with its defaults and with each deployment of it. Throws FileError. */
export async function committedSubjects(): Promise<Subject[]> {
  const files = globSync(`${TEMPLATES}/*.yaml`).sort();
  if (files.length === 0) throw new FileError(`Expected templates in ${TEMPLATES} but there are none`);
  const names = await listDeployments(DEPLOYMENTS);
  const deployments = await Promise.all(names.map(async (name) => withLines(await findDeployment(DEPLOYMENTS, name))));
  const stray = deployments.find(({ templateFilePath }) => !files.includes(path.normalize(templateFilePath)));
  if (stray)
    throw new FileError(
      `${stray.file}: Expected template-file-path to name one of ${files.join(', ')} but received ${stray.templateFilePath}`,
    );
  return Promise.all(
    files.map((file) =>
      subject(
        file,
        deployments.filter(({ templateFilePath }) => path.normalize(templateFilePath) === file),
        true,
      ),
    ),
  );
}

/**
 * The given templates, or else those that the given deployments name, with these deployments, or else their defaults.
 */
export async function givenSubjects(files: readonly string[], deploymentFiles: readonly string[]): Promise<Subject[]> {
  const deployments = await Promise.all(deploymentFiles.map(async (file) => withLines(await readDeployment(file))));
  if (files.length > 0) return Promise.all(files.map((file) => subject(file, deployments, deployments.length === 0)));
  return Promise.all(deployments.map((deployment) => subject(deployment.templateFilePath, [deployment], false)));
}
