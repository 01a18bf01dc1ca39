import { readdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { checkParameters, effectiveParameters } from '../aws/cloudformation/parameters.ts';
import type { Template } from '../aws/cloudformation/template.ts';
import { didYouMean } from '../shared/did-you-mean.ts';
import { FileError, readText } from '../shared/file-error.ts';
import { DeploymentError, parseDeployment } from './deployment-format.ts';
import { brokenRelations } from './relations.ts';

export { DeploymentError } from './deployment-format.ts';

/**
 * One environment: a template and the values of its parameters and tags, as text. `name` is the file's without
 * extension.
 */
export type Deployment = {
  name: string;
  file: string;
  /** From the repository's root, as AWS's Git sync wants it. */
  templateFilePath: string;
  parameters: Record<string, string>;
  tags: Record<string, string>;
};

/** Parameters that a deployment file may leave out: whoever deploys gives them, with the code that is deployed. */
export const DEPLOYMENT_TIME_PARAMETERS: readonly string[] = ['ArtifactKey'];

const EXTENSIONS = ['.yaml', '.yml', '.json'];

/** Reads a stack deployment file; throws DeploymentError, a line for each problem, also for a missing or empty file. */
export async function readDeployment(file: string): Promise<Deployment> {
  try {
    const {
      'template-file-path': templateFilePath,
      parameters = {},
      tags = {},
    } = parseDeployment(await readText(file), file);
    return { name: basename(file, extname(file)), file, templateFilePath, parameters, tags };
  } catch (error) {
    throw error instanceof FileError && !(error instanceof DeploymentError)
      ? new DeploymentError(error.message)
      : error;
  }
}

/**
 * What is wrong with a deployment of a template, a line each: the file, the parameter, what was expected and what came.
 * `elsewhere` names parameters that are given later and may be missing.
 */
export function checkDeployment(
  deployment: Deployment,
  template: Template,
  elsewhere: readonly string[] = DEPLOYMENT_TIME_PARAMETERS,
): string[] {
  const { file } = deployment;
  const declared = template.Parameters ?? {};
  const wrong = checkParameters(template, deployment.parameters, elsewhere);
  const own = wrong.map(({ parameter, expected, received }) =>
    Object.hasOwn(declared, parameter)
      ? `${file}: Expected ${parameter} to be ${expected} but received ${received}`
      : `${file}: Expected ${expected} but received ${received}${didYouMean(received, Object.keys(declared))}`,
  );
  const values = effectiveParameters(declared, deployment.parameters);
  const usable = Object.entries(values).filter(
    ([name]) => Object.hasOwn(declared, name) && !wrong.some(({ parameter }) => parameter === name),
  );
  const broken = brokenRelations(Object.fromEntries(usable)).map(
    ({ parameters: [first = '', ...others], expected }) => {
      const beside = others.map((name) => `${name} ${values[name]}`).join(' and ');
      return `${file}: Expected ${first} to be ${expected} but received ${values[first]}${beside && ` with ${beside}`}`;
    },
  );
  return [...own, ...broken];
}

/** The names of the deployments in a folder, sorted; throws DeploymentError when there is no such folder. */
export async function listDeployments(folder: string): Promise<string[]> {
  return Object.keys(await deploymentFiles(folder));
}

/** Reads the deployment of this name; throws DeploymentError with the names that there are. */
export async function findDeployment(folder: string, name: string): Promise<Deployment> {
  const files = await deploymentFiles(folder);
  const file = Object.hasOwn(files, name) ? files[name] : undefined;
  if (file) return readDeployment(join(folder, file));
  throw new DeploymentError(`Unknown deployment '${name}'; there are: ${Object.keys(files).join(', ') || 'none'}`);
}

async function deploymentFiles(folder: string): Promise<Record<string, string>> {
  const files = await readdir(folder).catch(() => {
    throw new DeploymentError(`Expected ${folder} to be a folder of deployment files but there is none`);
  });
  const known = files.filter((file) => EXTENSIONS.includes(extname(file))).sort();
  return Object.fromEntries(known.map((file) => [basename(file, extname(file)), file]));
}
