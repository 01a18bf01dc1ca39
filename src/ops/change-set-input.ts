/**
 * Writes what `aws cloudformation create-change-set --cli-input-json` takes, from a deployment file: the template as it
 * is committed, every parameter and tag. See USAGE.
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { readDeployment } from '../template/deployment.ts';
import { FileError } from '../template/file-error.ts';

const USAGE = `Usage: node src/ops/change-set-input.ts --deployment FILE --stack NAME --name CHANGE-SET --type CREATE|UPDATE
         [--parameter NAME=VALUE …] [--previous NAME …] [--role-arn ARN]
--previous: the parameter keeps the value that the stack has.`;

type Wanted = {
  deployment: string;
  stack: string;
  name: string;
  type: string;
  /** NAME=VALUE: what whoever deploys adds to the deployment file. */
  parameter: readonly string[];
  /** Parameters that keep the value that the stack has. */
  previous: readonly string[];
  roleArn?: string | undefined;
};

/** The request for a change set. Throws FileError where the deployment cannot be read, Error for a wrong argument. */
export async function changeSetInput(wanted: Wanted): Promise<object> {
  const { templateFilePath, parameters, tags } = await readDeployment(wanted.deployment);
  const added = wanted.parameter.map((text) => {
    const at = text.indexOf('=');
    if (at < 1) throw new Error(`Expected NAME=VALUE for --parameter but received ${text}`);
    return [text.slice(0, at), text.slice(at + 1)] as const;
  });
  const values = { ...parameters, ...Object.fromEntries(added) };
  return {
    StackName: wanted.stack,
    ChangeSetName: wanted.name,
    ChangeSetType: wanted.type,
    Capabilities: ['CAPABILITY_IAM'],
    TemplateBody: await readFile(templateFilePath, 'utf8'),
    Parameters: [
      ...Object.entries(values).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
      ...wanted.previous.map((ParameterKey) => ({ ParameterKey, UsePreviousValue: true })),
    ],
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    ...(wanted.roleArn && { RoleARN: wanted.roleArn }),
  };
}

function readCommandLine(): Wanted {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: {
      ...{ deployment: text, stack: text, name: text, type: text, 'role-arn': text },
      parameter: { type: 'string', multiple: true, default: [] },
      previous: { type: 'string', multiple: true, default: [] },
    },
  });
  const { deployment, stack, name, type, parameter, previous } = values;
  if (!deployment || !stack || !name || (type !== 'CREATE' && type !== 'UPDATE'))
    throw new Error('Expected --deployment, --stack, --name, and --type CREATE or UPDATE');
  return { deployment, stack, name, type, parameter, previous, roleArn: values['role-arn'] };
}

if (import.meta.main) {
  try {
    console.log(JSON.stringify(await changeSetInput(readCommandLine()), undefined, 2));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    console.error(error instanceof FileError ? error.message : `${error.message}\n${USAGE}`);
    process.exitCode = 2;
  }
}
