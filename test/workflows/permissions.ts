import type { Context } from '../../src/permissions/request.ts';

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

/** Of all calls these two pass a role: the second that of the stack. */
const PASSING = ['CreateChangeSet', 'ExecuteChangeSet'];

function ofCloudFormation({ operation, fields }: AwsCall, { partition, region, account, stack }: Place): Needed[] {
  const { ChangeSetName, RoleARN } = fields;
  const own: Needed = {
    action: `cloudformation:${operation}`,
    resource: OF_ACCOUNT.includes(operation)
      ? '*'
      : `arn:${partition}:cloudformation:${region}:${account}:stack/${stack}/1`,
    context: {
      ...(ChangeSetName && { 'cloudformation:ChangeSetName': ChangeSetName }),
      ...(RoleARN && { 'cloudformation:RoleArn': RoleARN }),
    },
  };
  if (!RoleARN || !PASSING.includes(operation)) return [own];
  const context = { 'iam:PassedToService': 'cloudformation.amazonaws.com' };
  return [own, { action: 'iam:PassRole', resource: RoleARN, context }];
}

/** What whoever makes a call has to be allowed. Throws where nobody has looked it up. */
export function neededFor(call: AwsCall, place: Place): Needed[] {
  const { service, operation, fields } = call;
  const { partition, region, account } = place;
  if (service === 's3') return ofS3(call, place);
  if (service === 'cloudformation') return ofCloudFormation(call, place);
  // It tells who asks; nobody can be denied it.
  if (service === 'sts' && operation === 'GetCallerIdentity') return [];
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
  const [, command = '', ...words] = line.split(' ');
  const operation = words[0] === 'wait' ? WAITERS[words[1] ?? ''] : words[0];
  if (operation === undefined) throw new Error(`Expected a waiter that is known but received ${line}`);
  const options = words.join(' ').matchAll(/--([a-z-]+) (?!--)(\S+)/g);
  const fields = [...options].map(([, name = '', value = '']) => [pascal(name).replace('Arn', 'ARN'), value]);
  return { service: SERVICES[command] ?? command, operation: pascal(operation), fields: Object.fromEntries(fields) };
}
