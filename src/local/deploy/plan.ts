import path from 'node:path';
import { showPath } from '../../aws/cloudformation/path.ts';
import { readTemplate } from '../../aws/cloudformation/read.ts';
import { type Pseudo, type ResolvedResource, resolveTemplate } from '../../aws/cloudformation/resolve.ts';
import { type Monitoring, readMonitoring } from '../../aws/cloudwatch/monitoring.ts';
import { checkDeployment, DEPLOYMENT_TIME_PARAMETERS, findDeployment } from '../../pipeline/deployment.ts';
import { LOCAL_ACCOUNT_ID, LOCAL_STACK_NAME } from '../../pipeline/local-stack.ts';
import { FileError } from '../../shared/file-error.ts';
import { UserError } from '../../shared/user-error.ts';
import { type Authorization, authorizationOf } from '../services/authorization.ts';
import { checkSupport, type SupportNote } from './check-support.ts';

/** What is going to be deployed, checked before anything is started. */
export type Plan = {
  deployment: string;
  templateFile: string;
  resources: Record<string, ResolvedResource>;
  /** The account, the Region and the stack that it is resolved for. */
  pseudo: Pseudo;
  notes: SupportNote[];
  /** One line each: what of the template has no effect here because the local run does not know it. */
  warnings: string[];
  /** Its alarms, metric filters and dashboards. */
  monitoring: Monitoring;
  /** Judges the calls of the run by the policies of the template. */
  authorization: Authorization;
};

/** The value that no deployment file has: which zip is deployed. Here it is this checkout. */
const LOCAL_ARTIFACT = 'handler/local.zip';

const PROJECT_FOLDER = path.join(import.meta.dirname, '..', '..', '..');

async function read(deploymentName: string, templateFile: string | undefined) {
  try {
    const deployment = await findDeployment(path.join(PROJECT_FOLDER, 'templates', 'deployments'), deploymentName);
    const file = templateFile ?? path.join(PROJECT_FOLDER, deployment.templateFilePath);
    return { deployment, source: await readTemplate(file) };
  } catch (error) {
    throw error instanceof FileError ? new UserError(error.message) : error;
  }
}

/** Reads the deployment and the template, and resolves them for the local account and Region. Throws UserError. */
export async function planRun(deploymentName: string, templateFile: string | undefined, region: string): Promise<Plan> {
  const { deployment, source } = await read(deploymentName, templateFile);
  const wrong = checkDeployment(deployment, source.template);
  if (wrong.length > 0) throw new UserError(wrong.join('\n'));

  const given = DEPLOYMENT_TIME_PARAMETERS.filter((name) => source.template.Parameters?.[name] !== undefined);
  const pseudo: Pseudo = {
    StackName: LOCAL_STACK_NAME,
    AccountId: LOCAL_ACCOUNT_ID,
    Region: region,
    Partition: 'aws',
    URLSuffix: 'amazonaws.com',
    StackId: `arn:aws:cloudformation:${region}:${LOCAL_ACCOUNT_ID}:stack/${LOCAL_STACK_NAME}/local`,
    NotificationARNs: [],
  };
  const resolved = resolveTemplate(source.template, {
    parameters: { ...deployment.parameters, ...Object.fromEntries(given.map((name) => [name, LOCAL_ARTIFACT])) },
    pseudo,
  });
  const { notes, problems } = checkSupport(resolved.resources);
  const all = [
    ...resolved.problems.map(
      ({ path: at, message }) => `${source.file}:${source.lineOf(at)}: ${showPath(at)}: ${message}`,
    ),
    ...problems.map((problem) => `${source.file}: ${problem}`),
  ];
  if (all.length > 0) throw new UserError(all.join('\n'));
  const authorization = authorizationOf(resolved, pseudo);
  const leftOut = new Map<string, string>();
  const monitoring = readMonitoring(resolved.resources, pseudo, ({ logicalId, message }) =>
    leftOut.set(logicalId, `${source.file}: ${logicalId} is left out here: ${message}`),
  );
  const warnings = notes
    .filter(({ isUnknown, resource }) => isUnknown && !leftOut.has(resource.LogicalId))
    .map(({ resource, property }) => `${source.file}: ${resource.LogicalId}.${property} has no effect here: unknown`)
    .concat(...leftOut.values());
  return {
    deployment: deployment.name,
    templateFile: source.file,
    resources: resolved.resources,
    pseudo,
    notes,
    warnings,
    monitoring,
    authorization,
  };
}

const property = ({ property: name = '' }: SupportNote): string => name;

/** What each resource and property of the template does in the local run, and why not where it does nothing. */
export function explainPlan({ resources, notes }: Plan): string {
  const lines = Object.values(resources).flatMap((resource) => {
    const own = notes.filter((note) => note.resource === resource);
    const acting = own.filter(({ reason }) => reason === undefined).map(property);
    const idle = own.filter((note) => note.reason !== undefined);
    const whole = idle.find((note) => note.property === undefined);
    const title = `${resource.LogicalId} (${resource.Type})`;
    if (whole) return [`${title}: no effect, because ${whole.reason}`];
    return [
      title,
      `  acts: ${acting.join(', ')}`,
      ...idle.map((note) => `  no effect: ${property(note)}, because ${note.reason}`),
    ];
  });
  return lines.join('\n');
}
