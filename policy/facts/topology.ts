import type { ResolvedResource } from '../../src/aws/cloudformation/attribute-of.ts';
import { dependencies } from '../../src/aws/cloudformation/graph.ts';
import type { Path } from '../../src/aws/cloudformation/path.ts';
import { arnOf, ofType, refOf, valueAt } from '../engine/deployed.ts';
import type { RuleContext } from '../engine/rule.ts';
import { isUnknowable, listOf, mapOf } from '../engine/values.ts';

const named = (context: RuleContext, type: string, ids: readonly unknown[]): ResolvedResource[] =>
  ofType(context, type).filter((resource) => ids.includes(refOf(context, resource)));

/** The subnets of the stack that a function runs in. */
export const subnetsOf = (context: RuleContext, lambda: ResolvedResource): ResolvedResource[] =>
  named(context, 'AWS::EC2::Subnet', listOf(valueAt(lambda, ['VpcConfig', 'SubnetIds'])));

/** The security groups of the stack that a function has. */
export const securityGroupsOf = (context: RuleContext, lambda: ResolvedResource): ResolvedResource[] =>
  named(context, 'AWS::EC2::SecurityGroup', listOf(valueAt(lambda, ['VpcConfig', 'SecurityGroupIds'])));

/** The entries that associate a subnet with a route table. */
export const associationsOf = (context: RuleContext, subnet: ResolvedResource): ResolvedResource[] =>
  ofType(context, 'AWS::EC2::SubnetRouteTableAssociation').filter(
    (association) => valueAt(association, ['SubnetId']) === refOf(context, subnet),
  );

/** The logical ids of what exists for certain before a resource is created, directly or through others. */
export function createdBefore({ resolved }: RuleContext, logicalId: string): Set<string> {
  const graph = dependencies(resolved);
  const before = new Set<string>();
  const waiting = [logicalId];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop())
    for (const needed of graph.get(id) ?? [])
      if (!before.has(needed)) {
        before.add(needed);
        waiting.push(needed);
      }
  return before;
}

/** A queue that Lambda polls for a function. What the mapping names but the stack does not have is undefined. */
type QueueMapping = {
  mapping: ResolvedResource;
  queue: ResolvedResource | undefined;
  target: ResolvedResource | undefined;
};

export const queueOf = (context: RuleContext, arn: unknown): ResolvedResource | undefined =>
  ofType(context, 'AWS::SQS::Queue').find((queue) => arnOf(context, queue) === arn);

/** By name or ARN, with or without a version or alias behind it. */
export const functionOf = (context: RuleContext, name: unknown): ResolvedResource | undefined =>
  ofType(context, 'AWS::Lambda::Function').find((lambda) =>
    [refOf(context, lambda), arnOf(context, lambda)].some((own) => name === own || String(name).startsWith(`${own}:`)),
  );

export const roleOf = (context: RuleContext, lambda: ResolvedResource): ResolvedResource | undefined =>
  ofType(context, 'AWS::IAM::Role').find((role) => arnOf(context, role) === valueAt(lambda, ['Role']));

const isQueueArn = (arn: unknown): boolean => String(arn).split(':')[2] === 'sqs';

/** The mappings of SQS queues; one whose source cannot be told is taken for one. */
export const queueMappings = (context: RuleContext): QueueMapping[] =>
  ofType(context, 'AWS::Lambda::EventSourceMapping')
    .filter((mapping) => {
      const arn = valueAt(mapping, ['EventSourceArn']);
      return isQueueArn(arn) || (typeof arn === 'string' && !arn.startsWith('arn:'));
    })
    .map((mapping) => ({
      mapping,
      queue: queueOf(context, valueAt(mapping, ['EventSourceArn'])),
      target: functionOf(context, valueAt(mapping, ['FunctionName'])),
    }));

/** The queue to which this one gives what failed; undefined when that is not in the stack, or it gives to none. */
export const deadLetterQueueOf = (context: RuleContext, queue: ResolvedResource): ResolvedResource | undefined =>
  queueOf(context, valueAt(queue, ['RedrivePolicy', 'deadLetterTargetArn']));

/** The queues of the stack that give to this one what failed. */
export const sourcesOf = (context: RuleContext, deadLetterQueue: ResolvedResource): ResolvedResource[] =>
  ofType(context, 'AWS::SQS::Queue').filter((queue) => deadLetterQueueOf(context, queue) === deadLetterQueue);

/** One entry of a bucket's notifications, of any kind of target. */
export type Notification = {
  bucket: ResolvedResource;
  path: Path;
  events: string[];
  /** ARN of the queue, topic or function; 'EventBridge' for all events; unknowable where the entry is. */
  target: unknown;
  prefix: string;
  suffix: string;
};

const LISTS = { QueueConfigurations: 'Queue', TopicConfigurations: 'Topic', LambdaConfigurations: 'Function' };

export function notificationsOf(bucket: ResolvedResource): Notification[] {
  const configured = Object.entries(LISTS).flatMap(([list, target]) =>
    listOf(valueAt(bucket, ['NotificationConfiguration', list])).map((item, index) => {
      const entry = mapOf(item);
      const rules = listOf(mapOf(mapOf(entry['Filter'])['S3Key'])['Rules']).map(mapOf);
      const filter = (name: string): string =>
        String(rules.find((rule) => String(rule['Name']).toLowerCase() === name)?.['Value'] ?? '');
      return {
        bucket,
        path: ['NotificationConfiguration', list, index],
        events: listOf(entry['Event']).map(String),
        target: isUnknowable(item) ? item : entry[target],
        prefix: filter('prefix'),
        suffix: filter('suffix'),
      };
    }),
  );
  const bridge = valueAt(bucket, ['NotificationConfiguration', 'EventBridgeConfiguration']);
  const all = { bucket, path: ['NotificationConfiguration', 'EventBridgeConfiguration'], events: ['s3:*'] };
  return bridge === undefined ? configured : [...configured, { ...all, target: 'EventBridge', prefix: '', suffix: '' }];
}

/** The notifications of every bucket of the stack. */
export const notifications = (context: RuleContext): Notification[] =>
  ofType(context, 'AWS::S3::Bucket').flatMap(notificationsOf);

/** The policies of a kind that hang on a thing: a bucket's by name, a queue's by URL, a topic's by ARN. */
export const policiesOn = (context: RuleContext, type: string, property: string, id: string): ResolvedResource[] =>
  ofType(context, type).filter((policy) => listOf(valueAt(policy, [property])).includes(id));
