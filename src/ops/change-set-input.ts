/**
 * `npm run change-set` writes what `aws cloudformation create-change-set --cli-input-json` takes, from a deployment file:
 * the template as it is committed, every parameter and tag.
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { deploymentRequest, WANTED_OPTIONS, type Wanted } from './deployment-request.ts';
import { writeOut } from './write-out.ts';

const USAGE = `Usage: npm run change-set -- --deployment NAME|FILE --stack NAME --name CHANGE-SET --type CREATE|UPDATE
         [--zip FILE] [--parameter NAME=VALUE …] [--previous NAME …] [--role-arn ARN] [--out FILE]
--zip: the zip that is deployed; its hash makes the parameter ArtifactKey, and it is checked against Architecture.
--previous: the parameter keeps the value that the stack has.`;

type WantedChangeSet = Wanted & {
  stack: string;
  name: string;
  type: 'CREATE' | 'UPDATE';
  roleArn?: string | undefined;
};

/** The request for a change set. Throws FileError where the deployment, or the zip, is not as the template wants it. */
async function changeSetInput(wanted: WantedChangeSet): Promise<object> {
  const { templateFilePath, parameters, tags } = await deploymentRequest(wanted);
  return {
    StackName: wanted.stack,
    ChangeSetName: wanted.name,
    ChangeSetType: wanted.type,
    Capabilities: ['CAPABILITY_IAM'],
    TemplateBody: await readFile(templateFilePath, 'utf8'),
    Parameters: [
      ...Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
      ...(wanted.previous ?? []).map((ParameterKey) => ({ ParameterKey, UsePreviousValue: true })),
    ],
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    ...(wanted.roleArn && { RoleARN: wanted.roleArn }),
  };
}

if (import.meta.main)
  await writeOut(async () => {
    const text = { type: 'string' } as const;
    const { values } = parseArgs({
      options: { ...WANTED_OPTIONS, stack: text, name: text, type: text, 'role-arn': text, out: text },
    });
    const { deployment, stack, name, type, 'role-arn': roleArn, out, ...wanted } = values;
    if (!deployment || !stack || !name || (type !== 'CREATE' && type !== 'UPDATE'))
      throw new Error('Expected --deployment, --stack, --name, and --type CREATE or UPDATE');
    return { out, document: await changeSetInput({ deployment, stack, name, type, roleArn, ...wanted }) };
  }, USAGE);
