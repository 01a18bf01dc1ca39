import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { readTemplate } from '../aws/cloudformation/read.ts';
import type { Template, TemplateResource } from '../aws/cloudformation/template.ts';
import { FileError } from '../shared/file-error.ts';
import { writeOut } from '../shared/write-out.ts';
import { type DeploymentRequest, deploymentRequest, WANTED_OPTIONS, type Wanted } from './deployment-request.ts';

const PSEUDO = /^AWS::/;

/** Names that a value refers to: parameters and resources by `names`, conditions by `conditions`. */
function references(value: unknown, found = { names: new Set<string>(), conditions: new Set<string>() }) {
  if (Array.isArray(value)) for (const item of value) references(item, found);
  else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) {
      const [first] = Array.isArray(inner) ? inner : [inner];
      if (key === 'Ref' || key === 'Fn::GetAtt') found.names.add(String(first).split('.')[0] ?? '');
      else if (key === 'Fn::Sub')
        for (const [, name = ''] of String(first).matchAll(/\$\{(?!!)([\w:]+)[^}]*\}/g)) found.names.add(name);
      else if (key === 'Condition' || key === 'Fn::If') found.conditions.add(String(first));
      references(inner, found);
    }
  return found;
}

const only = <Value>(map: Readonly<Record<string, Value>> = {}, names: ReadonlySet<string>): Record<string, Value> =>
  Object.fromEntries(Object.entries(map).filter(([name]) => names.has(name)));

/**
 * A resource as an import takes it: without what leads to other resources, which are not there yet. `Retain` keeps it
 * whatever becomes of the import.
 */
function importable({ Type, Properties = {} }: TemplateResource, resources: Template['Resources']): TemplateResource {
  const own = Object.entries(Properties).filter(
    ([, value]) => ![...references(value).names].some((name) => Object.hasOwn(resources, name)),
  );
  return { Type, DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain', Properties: Object.fromEntries(own) };
}

/**
 * A template of these resources alone. An import changes nothing else: no other resource, no outputs; each resource has a
 * DeletionPolicy. Properties that cannot change later are in it already, so that the update with the whole template
 * replaces nothing. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resource-import.html
 */
function importTemplate(template: Template, logicalIds: readonly string[]): Template {
  const Resources = Object.fromEntries(
    Object.entries(only(template.Resources, new Set(logicalIds))).map(
      ([id, resource]) => [id, importable(resource, template.Resources)] as const,
    ),
  );
  const used = references(Resources);
  const Conditions = only(template.Conditions, used.conditions);
  const names = new Set([...used.names, ...references(Conditions).names].filter((name) => !PSEUDO.test(name)));
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description:
      'The buckets of an image pipeline that was deleted, to be followed by an update with the whole template.',
    Parameters: only(template.Parameters, names),
    Conditions,
    Resources,
  };
}

/**
 * `npm run change-set` writes what `aws cloudformation create-change-set --cli-input-json` takes, from a deployment file:
 * the template as it is committed, every parameter and tag.
 */

const USAGE = `Usage: npm run change-set -- --deployment NAME|FILE --stack NAME --name CHANGE-SET --type CREATE|UPDATE|IMPORT
         [--zip FILE] [--parameter NAME=VALUE …] [--previous NAME …] [--template-url URL] [--role-arn ARN] [--out FILE]
         [--upload-bucket NAME --processed-bucket NAME]
--zip: the zip that is deployed; its hash makes the parameter ArtifactKey, and it is checked against Architecture.
--previous: the parameter keeps the value that the stack has.
--template-url: where the template is stored, under its SHA-256: https://BUCKET.s3.REGION.amazonaws.com/templates/HASH.yaml
--type IMPORT: takes the two buckets that a deleted stack left behind into a new stack; an UPDATE has to follow.`;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const MAX_INLINE_BYTES = 51_200;

type Type = 'CREATE' | 'UPDATE' | 'IMPORT';

type WantedChangeSet = Wanted & {
  stack: string;
  name: string;
  type: Type;
  roleArn?: string | undefined;
  templateUrl?: string | undefined;
  /** The buckets of an import. */
  uploadBucket?: string | undefined;
  processedBucket?: string | undefined;
};

/** The template itself, or the address under which exactly these bytes are stored. */
function templateOf(file: string, bytes: Buffer, url: string | undefined): object {
  if (url === undefined) {
    if (bytes.length <= MAX_INLINE_BYTES) return { TemplateBody: bytes.toString() };
    throw new FileError(
      `Expected ${file} to have at most ${MAX_INLINE_BYTES} bytes but it has ${bytes.length}: store it in a bucket and give --template-url`,
    );
  }
  const name = `${createHash('sha256').update(bytes).digest('hex')}.yaml`;
  if (url.startsWith('https://') && url.endsWith(`/${name}`)) return { TemplateURL: url };
  throw new FileError(`Expected --template-url to be https://…/${name}, the SHA-256 of ${file}, but received ${url}`);
}

const BUCKETS = [
  { id: 'UploadBucket', parameter: 'UploadBucketName', option: '--upload-bucket', purpose: 'upload' },
  { id: 'ProcessedBucket', parameter: 'ProcessedBucketName', option: '--processed-bucket', purpose: 'processed' },
] as const;

/** What differs where existing buckets are imported. Throws FileError where the template would name other buckets. */
async function importOf(wanted: WantedChangeSet, { templateFilePath, parameters }: DeploymentRequest) {
  const names: Record<string, string | undefined> = {
    UploadBucket: wanted.uploadBucket,
    ProcessedBucket: wanted.processedBucket,
  };
  const ResourcesToImport = BUCKETS.map(({ id, parameter, option, purpose }) => {
    const name = names[id];
    if (!name) throw new FileError(`Expected ${option} to name the bucket that is imported but received nothing`);
    const given = parameters[parameter] ?? '';
    const isNamed = given ? name === given : new RegExp(`^${wanted.stack}-${purpose}-\\d{12}-.+-an$`).test(name);
    if (!isNamed)
      throw new FileError(
        `Expected ${option} to be ${given || `${wanted.stack}-${purpose}-ACCOUNT-REGION-an`}, as the template names it, but received ${name}: set ${parameter} to import it`,
      );
    return { ResourceType: 'AWS::S3::Bucket', LogicalResourceId: id, ResourceIdentifier: { BucketName: name } };
  });
  const { template } = await readTemplate(templateFilePath);
  const reduced = importTemplate(
    template,
    BUCKETS.map(({ id }) => id),
  );
  return { reduced, ResourcesToImport };
}

const pairs = (parameters: Readonly<Record<string, string>>) =>
  Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }));

/** The request for a change set. Throws FileError where the deployment, or the zip, is not as the template wants it. */
export async function changeSetInput(
  wanted: WantedChangeSet,
): Promise<{ document: object; warnings: readonly string[] }> {
  const isImport = wanted.type === 'IMPORT';
  // The code is no part of an import.
  const request = await deploymentRequest(isImport ? { ...wanted, previous: ['ArtifactKey'] } : wanted);
  const { templateFilePath, parameters, tags, warnings } = request;
  const common = {
    StackName: wanted.stack,
    ChangeSetName: wanted.name,
    ChangeSetType: wanted.type,
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    ...(wanted.roleArn && { RoleARN: wanted.roleArn }),
  };
  if (isImport) {
    const { reduced, ResourcesToImport } = await importOf(wanted, request);
    const kept = Object.entries(parameters).filter(([name]) => Object.hasOwn(reduced.Parameters ?? {}, name));
    const Parameters = pairs(Object.fromEntries(kept));
    const TemplateBody = JSON.stringify(reduced, undefined, 2);
    return { document: { ...common, TemplateBody, Parameters, ResourcesToImport }, warnings };
  }
  const document = {
    ...common,
    Capabilities: ['CAPABILITY_IAM'],
    ...templateOf(templateFilePath, await readFile(templateFilePath), wanted.templateUrl),
    Parameters: [
      ...pairs(parameters),
      ...(wanted.previous ?? []).map((ParameterKey) => ({ ParameterKey, UsePreviousValue: true })),
    ],
  };
  return { document, warnings };
}

const TYPES: readonly string[] = ['CREATE', 'UPDATE', 'IMPORT'] satisfies Type[];

if (import.meta.main)
  await writeOut(async () => {
    const text = { type: 'string' } as const;
    const { values } = parseArgs({
      options: {
        ...WANTED_OPTIONS,
        ...{ stack: text, name: text, type: text, 'role-arn': text, out: text },
        ...{ 'template-url': text, 'upload-bucket': text, 'processed-bucket': text },
      },
    });
    const { deployment, stack, name, type, out } = values;
    if (!deployment || !stack || !name || !type || !TYPES.includes(type))
      throw new Error('Expected --deployment, --stack, --name, and --type CREATE, UPDATE or IMPORT');
    const made = await changeSetInput({
      ...{ deployment, stack, name, type: type as Type, roleArn: values['role-arn'], zip: values.zip },
      ...{ parameter: values.parameter ?? [], previous: values.previous ?? [], templateUrl: values['template-url'] },
      ...{ uploadBucket: values['upload-bucket'], processedBucket: values['processed-bucket'] },
    });
    return { out, ...made };
  }, USAGE);
