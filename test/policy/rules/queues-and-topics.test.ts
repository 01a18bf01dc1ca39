import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Rule } from '../../../policy/engine/rule.ts';
import { snsEncryption } from '../../../policy/rules/sns-encryption.ts';
import { snsSubscribed } from '../../../policy/rules/sns-subscribed.ts';
import { sqsEncryption } from '../../../policy/rules/sqs-encryption.ts';
import { sqsKeyForServices } from '../../../policy/rules/sqs-key-for-services.ts';
import { sqsMessageSize } from '../../../policy/rules/sqs-message-size.ts';
import { sqsRedrive } from '../../../policy/rules/sqs-redrive.ts';
import { sqsRetentionTries } from '../../../policy/rules/sqs-retention-tries.ts';
import { sqsVisibility } from '../../../policy/rules/sqs-visibility.ts';
import { findingsIn } from './foreign.ts';

const accepts = (rule: Rule, template: string) => assert.deepEqual(findingsIn(rule, template), []);

const QUEUES = `
Resources:
  Failed: { Type: "AWS::SQS::Queue" }
  Jobs:
    Type: AWS::SQS::Queue
    Properties:
      KmsMasterKeyId: !Ref Key
      VisibilityTimeout: "70"
      RedrivePolicy: { deadLetterTargetArn: !GetAtt Failed.Arn, maxReceiveCount: "5" }
  Worker:
    Type: AWS::Lambda::Function
    Properties: { Timeout: 10 }
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { EventSourceArn: !GetAtt Jobs.Arn, FunctionName: !Sub "\${Worker.Arn}:live", MaximumBatchingWindowInSeconds: 10 }
  Photos:
    Type: AWS::S3::Bucket
    Properties:
      NotificationConfiguration: { QueueConfigurations: [ { Event: "s3:ObjectCreated:*", Queue: !GetAtt Jobs.Arn } ] }
  Key:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy:
        Version: "2012-10-17"
        Statement: { Effect: Allow, Principal: { Service: s3.amazonaws.com }, Action: [ "kms:GenerateDataKey*", kms:Decrypt ], Resource: "*" }
`;

test('a queue with a customer key that admits S3 is encrypted and reachable', () => {
  assert.deepEqual(findingsIn(sqsEncryption, QUEUES), [
    'Failed.Properties | SqsManagedSseEnabled true or KmsMasterKeyId, one of them | nothing',
  ]);
  accepts(sqsKeyForServices, QUEUES);
});

test('a queue with a customer key that admits another service alone cannot be reached by S3', () => {
  const [finding, ...others] = findingsIn(sqsKeyForServices, QUEUES.replace('s3.amazonaws.com', 'sns.amazonaws.com'));
  assert.match(finding ?? '', /^Jobs\.Properties\.KmsMasterKeyId \| .*gives s3\.amazonaws\.com kms:GenerateDataKey/);
  assert.deepEqual(others, []);
});

test('numbers written as text count, and the alias of a function is the function', () => {
  accepts(sqsRedrive, QUEUES);
  accepts(sqsVisibility, QUEUES);
  accepts(sqsRetentionTries, QUEUES);
  assert.deepEqual(findingsIn(sqsVisibility, QUEUES.replace('"70"', '"69"')), [
    'Jobs.Properties.VisibilityTimeout | at least 6 × 10 + 10 = 70, at most 43200 | 69',
  ]);
});

test('a queue is not its own dead-letter queue', () => {
  const own = `Resources: { Jobs: { Type: "AWS::SQS::Queue", Properties: { QueueName: jobs, RedrivePolicy: { deadLetterTargetArn: !Sub "arn:aws:sqs:\${AWS::Region}:\${AWS::AccountId}:none", maxReceiveCount: 3 } } } }`;
  assert.equal(findingsIn(sqsRedrive, own).length, 1);
});

test('two queues that both leave the size of messages to the default agree', () => accepts(sqsMessageSize, QUEUES));

const TOPIC = `
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties: { KmsMasterKeyId: "arn:aws:kms:eu-west-1:123456789012:key/elsewhere", Subscription: [ { Protocol: email, Endpoint: a@example.com } ] }
  Alarm:
    Type: AWS::CloudWatch::Alarm
    Properties: { AlarmActions: [ !Ref Topic ] }
`;

test('a topic may have a key that is managed elsewhere, and its subscription inside it', () => {
  accepts(snsEncryption, TOPIC);
  accepts(snsSubscribed, TOPIC);
});

test('a topic that no alarm uses needs no subscription', () =>
  accepts(snsSubscribed, 'Resources: { Topic: { Type: "AWS::SNS::Topic" } }'));
