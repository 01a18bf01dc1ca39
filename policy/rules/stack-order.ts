import { ofType, refOf, valueAt } from '../engine/deployed.ts';
import { addResource, all, remove, set } from '../engine/mutate.ts';
import type { Finding, Judged, Rule } from '../engine/rule.ts';
import { createdBefore } from '../facts/creation.ts';
import { rolePolicies } from '../facts/role-policies.ts';
import { functionOf, notifications, policiesOn, queueOf, roleOf } from '../facts/topology.ts';

/** The resources of the stack that let S3 reach the target of a notification. */
function permissionsOf(judged: Judged, target: unknown): string[] {
  const queue = queueOf(judged, target);
  const topic = ofType(judged, 'AWS::SNS::Topic').find((resource) => refOf(judged, resource) === target);
  const lambda = functionOf(judged, target);
  const permitting = [
    ...(queue ? policiesOn(judged, 'AWS::SQS::QueuePolicy', 'Queues', refOf(judged, queue)) : []),
    ...(topic ? policiesOn(judged, 'AWS::SNS::TopicPolicy', 'Topics', refOf(judged, topic)) : []),
    ...ofType(judged, 'AWS::Lambda::Permission').filter(
      (permission) => lambda && functionOf(judged, valueAt(permission, ['FunctionName'])) === lambda,
    ),
  ];
  return permitting.map(({ LogicalId }) => LogicalId);
}

/** One finding where a resource can be created before others that have to be there. */
function after(judged: Judged, logicalId: string, needed: readonly string[]): Finding[] {
  const before = createdBefore(judged, logicalId);
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
  check: (judged) => [
    ...notifications(judged).flatMap(({ bucket, target }) =>
      after(judged, bucket.LogicalId, permissionsOf(judged, target)),
    ),
    ...ofType(judged, 'AWS::Lambda::EventSourceMapping').flatMap((mapping) => {
      const lambda = functionOf(judged, valueAt(mapping, ['FunctionName']));
      const role = lambda && roleOf(judged, lambda);
      const policies = role ? rolePolicies(judged, role).map(({ owner }) => owner.LogicalId) : [];
      return after(judged, mapping.LogicalId, policies);
    }),
  ],
  mutants: [
    { title: 'the bucket waits for nothing', kind: 'absent', mutate: remove('UploadBucket.DependsOn') },
    {
      title: 'the bucket waits for the policy of another queue',
      kind: 'some',
      mutate: set('UploadBucket.DependsOn', 'DeadLetterQueuePolicy'),
    },
    {
      title: 'a second bucket that notifies the queue waits for nothing',
      kind: 'some',
      mutate: addResource('Second', 'AWS::S3::Bucket', {
        NotificationConfiguration: {
          QueueConfigurations: [{ Event: 's3:ObjectCreated:*', Queue: { 'Fn::GetAtt': ['ImageQueue', 'Arn'] } }],
        },
      }),
    },
    {
      title: 'the permissions are a policy beside the role, which the mapping does not wait for',
      kind: 'companion',
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
