import type { Context } from '../../src/aws/iam/request.ts';

/** One call to AWS: of the command line's, or of a program's. */
export type AwsCall = {
  service: string;
  /** As IAM writes it, such as CreateChangeSet. */
  operation: string;
  /** The fields that decide about permissions, in the API's words: ChangeSetName, RoleARN, QueueUrl, Bucket, Key … */
  fields: Readonly<Record<string, string>>;
  /** The answer was 404. */
  isAbsent?: boolean;
};

/** What a call has to be allowed. */
export type Needed = { action: string; resource: string; context: Context };

export type Place = { partition: string; region: string; account: string; stack: string };

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html */
function ofS3({ operation, fields, isAbsent }: AwsCall, { partition }: Place): Needed[] {
  const bucket = `arn:${partition}:s3:::${fields['Bucket']}`;
  const object = `${bucket}/${fields['Key']}`;
  if (operation === 'PutObject') {
    const given = fields['IfNoneMatch'];
    return [{ action: 's3:PutObject', resource: object, context: given ? { 's3:if-none-match': given } : {} }];
  }
  if (operation !== 'HeadObject' && operation !== 'GetObject') throw new Error(`Unknown call of S3: ${operation}`);
  const action = fields['VersionId'] === undefined ? 's3:GetObject' : 's3:GetObjectVersion';
  // What is not there answers 404 to who may list, and 403 to others.
  const toKnow = isAbsent ? [{ action: 's3:ListBucket', resource: bucket, context: {} }] : [];
  return [{ action, resource: object, context: {} }, ...toKnow];
}

/** Calls on no stack. */
const OF_ACCOUNT = ['DescribeStackDriftDetectionStatus', 'BatchDescribeTypeConfigurations'];

/** Of all calls these two pass a role, the second that of the stack, and set the tags of the stack. */
const PASSING = ['CreateChangeSet', 'ExecuteChangeSet'];

/**
 * A request that sets tags of a stack, or executes one that did, may have to be allowed to tag it:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/security_iam_id-based-policy-examples.html
 */
const TAGGING = ['TagResource', 'UntagResource'];

/** `https://BUCKET.s3.REGION.SUFFIX/KEY` */
const STORED = /^https:\/\/([^.]+)\.s3\.[^/]+\/(.+)$/;

/** The template that a request names is read with the rights of the caller. */
function templateOf(url: string, { partition }: Place): Needed {
  const [, bucket, key] = STORED.exec(url) ?? [];
  if (key === undefined) throw new Error(`Expected the URL of a stored template but received ${url}`);
  return { action: 's3:GetObject', resource: `arn:${partition}:s3:::${bucket}/${key}`, context: {} };
}

function ofCloudFormation({ operation, fields }: AwsCall, place: Place): Needed[] {
  const { partition, region, account, stack } = place;
  const { ChangeSetName = '', RoleARN, TemplateURL } = fields;
  const at = (resource: string) => `arn:${partition}:cloudformation:${region}:${account}:${resource}`;
  const [, named] = /:changeSet\/([^/]+)\//.exec(ChangeSetName) ?? [];
  // By its ARN: AWS does not say whether the key then holds the ARN or the name, so both have to do; and whether the events of
  // a change set are its own or those of the stack.
  const names = [ChangeSetName, named].filter((name) => name !== undefined);
  const stacks = OF_ACCOUNT.includes(operation) ? ['*'] : [at(`stack/${stack}/1`)];
  const resources = operation === 'DescribeEvents' && named ? [...stacks, ChangeSetName] : stacks;
  const own = resources.flatMap((resource) =>
    names.map((name) => ({
      action: `cloudformation:${operation}`,
      resource,
      context: {
        ...(name && { 'cloudformation:ChangeSetName': name }),
        ...(RoleARN && { 'cloudformation:RoleArn': RoleARN }),
        ...(TemplateURL && { 'cloudformation:TemplateUrl': TemplateURL }),
      },
    })),
  );
  const context = { 'iam:PassedToService': 'cloudformation.amazonaws.com' };
  const passing =
    RoleARN && PASSING.includes(operation) ? [{ action: 'iam:PassRole', resource: RoleARN, context }] : [];
  const changeSet = at(`changeSet/${named ?? ChangeSetName}/1`);
  const tagging = PASSING.includes(operation)
    ? TAGGING.flatMap((action) =>
        (operation === 'CreateChangeSet' ? [...stacks, changeSet] : stacks).map((resource) => ({
          action: `cloudformation:${action}`,
          resource,
          context: { 'cloudformation:CreateAction': operation },
        })),
      )
    : [];
  return [...own, ...passing, ...tagging, ...(TemplateURL ? [templateOf(TemplateURL, place)] : [])];
}

/** What whoever makes a call has to be allowed. Throws where nobody has looked it up. */
export function neededFor(call: AwsCall, place: Place): Needed[] {
  const { service, operation, fields } = call;
  const { partition, region, account } = place;
  if (service === 's3') return ofS3(call, place);
  if (service === 'cloudformation') return ofCloudFormation(call, place);
  // It tells who asks; nobody can be denied it.
  if (service === 'sts' && operation === 'GetCallerIdentity') return [];
  if (service === 'logs') {
    const group = fields['LogGroupName'] ?? fields['logGroupName'];
    const resource = `arn:${partition}:logs:${region}:${account}:log-group:${group}:*`;
    return [{ action: `logs:${operation}`, resource, context: {} }];
  }
  if (service === 'sqs') {
    // A batch needs what a single one needs.
    const queue = String(fields['QueueUrl']).split('/').at(-1);
    return [
      {
        action: `sqs:${operation.replace(/Batch$/, '')}`,
        resource: `arn:${partition}:sqs:${region}:${account}:${queue}`,
        context: {},
      },
    ];
  }
  throw new Error(`Expected a call whose permissions are known but received ${service} ${operation}`);
}

const pascal = (text: string): string => text.replace(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());

const SERVICES: Readonly<Record<string, string>> = { s3api: 's3' };

/** The waiters, and the operations that they call. */
const WAITERS: Readonly<Record<string, string>> = {
  'change-set-create-complete': 'describe-change-set',
  'stack-create-complete': 'describe-stacks',
  'stack-update-complete': 'describe-stacks',
};

/** The call that a line of the AWS command line makes: `aws SERVICE OPERATION --option value …`. */
export function callOf(line: string): AwsCall {
  const [, command = '', ...words] = line.replaceAll(/ {2,}/g, ' ').split(' ');
  const operation = words[0] === 'wait' ? WAITERS[words[1] ?? ''] : words[0];
  if (operation === undefined) throw new Error(`Expected a waiter that is known but received ${line}`);
  const options = words.join(' ').matchAll(/--([a-z-]+) (?!--)(\S+)/g);
  const fields = [...options].map(([, name = '', value = '']) => [
    pascal(name).replace('Arn', 'ARN').replace('Url', 'URL').replace('QueueURL', 'QueueUrl'),
    value,
  ]);
  return { service: SERVICES[command] ?? command, operation: pascal(operation), fields: Object.fromEntries(fields) };
}
