import { because } from './because.ts';
import { uploadBucketArn } from './buckets.ts';
import { arn, parameter, policyDocument, type Resource, ref, sub } from './cloudformation.ts';
import { Refs } from './functions.ts';
import { IMAGE_QUEUE_NAME } from './names.ts';
import { denyInsecureTransport } from './transport.ts';

/** The longest that SQS waits for a message before it answers a poll. */
const LONG_POLL_SECONDS = 20;

/** SQS's largest message, 1 MiB. S3's event messages reach 64 KB, and a queue with a smaller limit would lose them. */
const MAXIMUM_MESSAGE_BYTES = 1_048_576;

/** The image queue and its dead-letter queue, with their policies. */
export const queues = () =>
  ({
    ImageQueue: {
      Why: 'Holds one message for each upload until it is processed.',
      Type: 'AWS::SQS::Queue',
      DeletionPolicy: 'Delete',
      UpdateReplacePolicy: 'Delete',
      Properties: {
        QueueName: sub(IMAGE_QUEUE_NAME),
        SqsManagedSseEnabled: true,
        ReceiveMessageWaitTimeSeconds: LONG_POLL_SECONDS,
        MaximumMessageSize: because(
          'Event messages reach 64 KB; a smaller limit would lose them.',
          MAXIMUM_MESSAGE_BYTES,
        ),
        VisibilityTimeout: parameter('VisibilityTimeout'),
        MessageRetentionPeriod: parameter('MessageRetentionPeriod'),
        RedrivePolicy: { deadLetterTargetArn: arn('DeadLetterQueue'), maxReceiveCount: parameter('MaxReceiveCount') },
      },
    },
    ImageQueuePolicy: {
      Why: 'Lets S3 send events of the upload bucket of this account, and nothing else; only over TLS.',
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [ref('ImageQueue')],
        PolicyDocument: policyDocument(
          {
            Sid: 'AllowUploadNotifications',
            Effect: 'Allow',
            Principal: { Service: 's3.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource: arn('ImageQueue'),
            Condition: {
              ArnEquals: { 'aws:SourceArn': uploadBucketArn() },
              StringEquals: { 'aws:SourceAccount': Refs.AccountId },
            },
          },
          denyInsecureTransport('sqs:*', arn('ImageQueue')),
        ),
      },
    },
    DeadLetterQueue: {
      Why: 'Keeps messages that failed too often until a person has decided.',
      Type: 'AWS::SQS::Queue',
      DeletionPolicy: 'Delete',
      UpdateReplacePolicy: 'Delete',
      Properties: {
        QueueName: sub('${AWS::StackName}-dead-letter-queue'),
        SqsManagedSseEnabled: true,
        ReceiveMessageWaitTimeSeconds: LONG_POLL_SECONDS,
        MaximumMessageSize: MAXIMUM_MESSAGE_BYTES,
        MessageRetentionPeriod: because(
          'Longer than in the image queue: the age of a message counts from its first arrival.',
          parameter('DeadLetterRetentionPeriod'),
        ),
        RedriveAllowPolicy: {
          redrivePermission: 'byQueue',
          sourceQueueArns: because('By name: a reference to the image queue would be a cycle.', [
            sub(`arn:\${AWS::Partition}:sqs:\${AWS::Region}:\${AWS::AccountId}:${IMAGE_QUEUE_NAME}`),
          ]),
        },
      },
    },
    DeadLetterQueuePolicy: {
      Why: 'refuses requests that do not come over TLS.',
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [ref('DeadLetterQueue')],
        PolicyDocument: policyDocument(denyInsecureTransport('sqs:*', arn('DeadLetterQueue'))),
      },
    },
  }) satisfies Record<string, Resource>;
