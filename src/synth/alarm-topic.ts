import { parameter, policyDocument, type Resource, ref, sub, when } from './cloudformation.ts';
import { Refs } from './functions.ts';
import { denyInsecureTransport } from './transport.ts';

/**
 * Properties of the key that encrypts alarms in their topic. The key that AWS manages for SNS would not let CloudWatch
 * publish: https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
 */
export const alarmKey = () => ({
  EnableKeyRotation: true,
  KeyPolicy: policyDocument(
    {
      Sid: 'AllowAccount',
      Effect: 'Allow',
      Principal: { AWS: sub('arn:${AWS::Partition}:iam::${AWS::AccountId}:root') },
      Action: 'kms:*',
      Resource: '*',
    },
    {
      Sid: 'AllowAlarms',
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Resource: '*',
      Condition: { StringEquals: { 'aws:SourceAccount': Refs.AccountId } },
    },
  ),
});

/**
 * The topic that receives alarms; encrypted in any case, so that a subscriber can be added at any time and nothing else
 * changes. The key encrypts only what SNS has not delivered yet: it
 * goes with the topic, and KMS keeps it for 30 days in which that can be undone.
 */
export const alarmTopic = () =>
  ({
    AlarmKey: {
      Why: 'Encrypts the alarms on their way.',
      Type: 'AWS::KMS::Key',
      Condition: 'CreatesAlarmKey',
      DeletionPolicy: 'Delete',
      UpdateReplacePolicy: 'Delete',
      Properties: alarmKey(),
    },
    AlarmTopic: {
      Why: 'Receives all alarms. Subscribe on-call here.',
      Type: 'AWS::SNS::Topic',
      Properties: {
        DisplayName: sub('${AWS::StackName} alarms'),
        KmsMasterKeyId: when('HasAlarmKey', parameter('AlarmKeyArn'), ref('AlarmKey')),
      },
    },
    AlarmTopicPolicy: {
      Why: 'Lets alarms of this account publish, nothing else, and only over TLS.',
      Type: 'AWS::SNS::TopicPolicy',
      Properties: {
        Topics: [ref('AlarmTopic')],
        PolicyDocument: policyDocument(
          {
            Sid: 'AllowAlarms',
            Effect: 'Allow',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: 'sns:Publish',
            Resource: ref('AlarmTopic'),
            Condition: {
              ArnLike: {
                'aws:SourceArn': sub('arn:${AWS::Partition}:cloudwatch:${AWS::Region}:${AWS::AccountId}:alarm:*'),
              },
              StringEquals: { 'aws:SourceAccount': Refs.AccountId },
            },
          },
          denyInsecureTransport('sns:Publish', ref('AlarmTopic')),
        ),
      },
    },
    AlarmEmailSubscription: {
      Why: 'Mails the alarms to a person.',
      Type: 'AWS::SNS::Subscription',
      Condition: 'HasAlarmEmail',
      Properties: { TopicArn: ref('AlarmTopic'), Protocol: 'email', Endpoint: parameter('AlarmEmail') },
    },
  }) satisfies Record<string, Resource>;
