import { ofType, refOf, valueAt } from '../engine/deployed.ts';
import { addResource, all, remove, set } from '../engine/mutate.ts';
import { type Finding, notApplicable, type Rule, type RuleContext } from '../engine/rule.ts';
import { rolePolicies } from '../facts/role-policies.ts';
import { createdBefore, functionOf, notifications, policiesOn, queueOf, roleOf } from '../facts/topology.ts';

/** The resources of the stack that let S3 reach the target of a notification. */
function permissionsOf(context: RuleContext, target: unknown): string[] {
  const queue = queueOf(context, target);
  const topic = ofType(context, 'AWS::SNS::Topic').find((resource) => refOf(context, resource) === target);
  const lambda = functionOf(context, target);
  const permitting = [
    ...(queue ? policiesOn(context, 'AWS::SQS::QueuePolicy', 'Queues', refOf(context, queue)) : []),
    ...(topic ? policiesOn(context, 'AWS::SNS::TopicPolicy', 'Topics', refOf(context, topic)) : []),
    ...ofType(context, 'AWS::Lambda::Permission').filter(
      (permission) => lambda && functionOf(context, valueAt(permission, ['FunctionName'])) === lambda,
    ),
  ];
  return permitting.map(({ LogicalId }) => LogicalId);
}

/** One finding where a resource can be created before others that have to be there. */
function after(context: RuleContext, logicalId: string, needed: readonly string[]): Finding[] {
  const before = createdBefore(context, logicalId);
  const missing = needed.filter((id) => id !== logicalId && !before.has(id));
  const received = `${logicalId} can be created before ${missing.join(' and ')}`;
  return missing.length === 0
    ? []
    : [{ path: ['Resources', logicalId, 'DependsOn'], expected: `DependsOn ${missing.join(', ')}`, received }];
}

export const stackOrder: Rule = {
  id: 'STACK-5',
  title: 'What needs a permission is created after it: a notification, and a mapping',
  why: 'S3 tries the queue when the notification is set, and Lambda the role when the mapping is made: without the policy the first deployment fails, or fails now and then.',
  reference: {
    url: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-s3-bucket-notificationconfiguration.html',
    controls: ['Well-Architected OPS05-BP10'],
  },
  check(context) {
    const notifying = notifications(context);
    const mappings = ofType(context, 'AWS::Lambda::EventSourceMapping');
    if (notifying.length + mappings.length === 0) return notApplicable;
    return [
      ...notifying.flatMap(({ bucket, target }) => after(context, bucket.LogicalId, permissionsOf(context, target))),
      ...mappings.flatMap((mapping) => {
        const lambda = functionOf(context, valueAt(mapping, ['FunctionName']));
        const role = lambda && roleOf(context, lambda);
        const policies = role ? rolePolicies(context, role).map(({ owner }) => owner.LogicalId) : [];
        return after(context, mapping.LogicalId, policies);
      }),
    ];
  },
  mutants: [
    { title: 'the bucket waits for nothing', kind: 'absent', mutate: remove('UploadBucket.DependsOn') },
    {
      title: 'the bucket waits for the policy of another queue',
      kind: 'single',
      mutate: set('UploadBucket.DependsOn', 'DeadLetterQueuePolicy'),
    },
    {
      title: 'a second bucket that notifies the queue waits for nothing',
      kind: 'single',
      mutate: addResource('Second', 'AWS::S3::Bucket', {
        NotificationConfiguration: {
          QueueConfigurations: [{ Event: 's3:ObjectCreated:*', Queue: { 'Fn::GetAtt': ['ImageQueue', 'Arn'] } }],
        },
      }),
    },
    {
      title: 'the permissions are a policy beside the role, which the mapping does not wait for',
      kind: 'related',
      mutate: all(
        addResource('ImageFunctionPolicy', 'AWS::IAM::RolePolicy', {
          PolicyName: 'messages',
          RoleName: { Ref: 'ImageFunctionRole' },
          PolicyDocument: { Version: '2012-10-17', Statement: [] },
        }),
        set('ImageFunction.DependsOn', 'ImageFunctionLogGroup'),
      ),
    },
  ],
};
