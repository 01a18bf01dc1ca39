import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { unzipSync } from 'fflate';
import { effectiveParameters } from '../aws/cloudformation/parameters.ts';
import { readTemplate } from '../aws/cloudformation/read.ts';
import { checkArchitecture } from '../build/bundle-zip.ts';
import type { Architecture } from '../build/copy-sharp.ts';
import { checkDeployment, type Deployment, findDeployment, readDeployment } from '../pipeline/deployment.ts';
import { FileError } from '../shared/file-error.ts';

const DEPLOYMENTS = 'templates/deployments';

/** What somebody wants to deploy. */
export type Wanted = {
  /** A name, such as staging, or a file. */
  deployment: string;
  /** The zip of the handler: its hash makes the parameter ArtifactKey. */
  zip?: string | undefined;
  /** NAME=VALUE: what whoever deploys adds to the deployment file. */
  parameter?: readonly string[];
  /** Parameters that keep the value that the stack has. */
  previous?: readonly string[];
};

/** The options of the command line that say so, for `parseArgs`. */
export const WANTED_OPTIONS = {
  deployment: { type: 'string' },
  zip: { type: 'string' },
  parameter: { type: 'string', multiple: true },
  previous: { type: 'string', multiple: true },
} as const;

/** The value of the tag `environment` under which a deployment has to have somebody who hears its alarms. */
const LISTENING = 'production';

/**
 * What is wrong where the topic of the stack has no subscriber, because AlarmEmail is empty. A problem in production, a
 * warning elsewhere. A template whose alarms go to an existing topic has no such parameter.
 */
function withoutListener({ name, file, tags }: Deployment, parameters: Readonly<Record<string, string>>) {
  if (parameters['AlarmEmail'] !== '') return { problems: [], warnings: [] };
  const line = `${file}: Expected AlarmEmail to be set but received nothing: no one would receive its alarms; for a topic that exists choose alarmTopic 'existing' in pipeline.config.ts`;
  const isProduction = (tags['environment'] ?? name) === LISTENING;
  return isProduction ? { problems: [line], warnings: [] } : { problems: [], warnings: [line] };
}

/** A deployment file with all that its template needs. */
export type DeploymentRequest = {
  templateFilePath: string;
  parameters: Record<string, string>;
  tags: Record<string, string>;
  /** One line each: what is allowed, and should be known. */
  warnings: string[];
};

function pair(text: string): [name: string, value: string] {
  const at = text.indexOf('=');
  if (at < 1) throw new FileError(`Expected NAME=VALUE for --parameter but received ${text}`);
  return [text.slice(0, at), text.slice(at + 1)];
}

/** Throws FileError where the zip is none, or its native code is not for the architecture. */
async function keyOf(file: string, architecture: string): Promise<string> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new FileError(`Expected ${file} to be the zip of the handler but received ${error.code}: npm run bundle`);
  });
  try {
    checkArchitecture(new Map(Object.entries(unzipSync(bytes))), architecture as Architecture);
  } catch (error) {
    const remedy = `npm run bundle -- --architecture ${architecture}`;
    throw new FileError(`${file} does not fit the parameter Architecture: ${(error as Error).message}: ${remedy}`);
  }
  return `handler/${createHash('sha256').update(bytes).digest('hex')}.zip`;
}

/**
 * Everything that is to be deployed, checked as the template wants it. Throws FileError, a line for each problem: a
 * parameter that is missing, unknown or wrong, a zip for another processor.
 */
export async function deploymentRequest(wanted: Wanted): Promise<DeploymentRequest> {
  const isFile = /[./\\]/.test(wanted.deployment);
  const deployment = await (isFile
    ? readDeployment(wanted.deployment)
    : findDeployment(DEPLOYMENTS, wanted.deployment));
  const { template } = await readTemplate(deployment.templateFilePath);
  const parameters = { ...deployment.parameters, ...Object.fromEntries((wanted.parameter ?? []).map(pair)) };
  if (wanted.zip !== undefined) {
    const { Architecture = '' } = effectiveParameters(template.Parameters ?? {}, parameters);
    parameters['ArtifactKey'] = await keyOf(wanted.zip, Architecture);
  }
  const listener = withoutListener(deployment, effectiveParameters(template.Parameters ?? {}, parameters));
  const wrong = checkDeployment({ ...deployment, parameters }, template, wanted.previous ?? []);
  const problems = [...wrong, ...listener.problems];
  if (problems.length > 0) throw new FileError(problems.join('\n'));
  return {
    templateFilePath: deployment.templateFilePath,
    parameters,
    tags: deployment.tags,
    warnings: listener.warnings,
  };
}
