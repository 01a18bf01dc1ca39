import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configurationOf } from '../../../policy/engine/configuration.ts';
import { ruleContext } from '../../../policy/engine/judge.ts';
import { imagePipelineOf, pipelineOf } from '../../../policy/facts/pipeline.ts';
import { alarmCoverage } from '../../../policy/rules/alarm-coverage.ts';
import { lambdaEnvironment } from '../../../policy/rules/lambda-environment.ts';
import { s3UploadNotification } from '../../../policy/rules/s3-upload-notification.ts';
import { parseTemplate } from '../../../src/aws/cloudformation/read.ts';
import { findingsIn } from '../rules/foreign.ts';

/** A pipeline of another project: bucket, queue, function and bucket, and one more of each that belongs to none. */
const THUMBNAILS = `
Resources:
  Exports: { Type: "AWS::S3::Bucket", Properties: { BucketName: exports } }
  Mails: { Type: "AWS::SQS::Queue", Properties: { QueueName: mails } }
  Mailer: { Type: "AWS::Lambda::Function", Properties: { FunctionName: mailer } }
  Photos:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: photos
      NotificationConfiguration: { QueueConfigurations: [ { Event: "s3:ObjectCreated:*", Queue: !GetAtt Jobs.Arn } ] }
  Thumbnails: { Type: "AWS::S3::Bucket", Properties: { BucketName: thumbnails } }
  Jobs:
    Type: AWS::SQS::Queue
    Properties: { QueueName: jobs, RedrivePolicy: { deadLetterTargetArn: !GetAtt Failed.Arn, maxReceiveCount: 3 } }
  Failed:
    Type: AWS::SQS::Queue
    Properties:
      RedriveAllowPolicy:
        redrivePermission: byQueue
        sourceQueueArns: [ !Sub "arn:aws:sqs:\${AWS::Region}:\${AWS::AccountId}:jobs" ]
  Senders:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [ !Ref Jobs ]
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: { Service: s3.amazonaws.com }
            Action: sqs:SendMessage
            Resource: !GetAtt Jobs.Arn
            Condition: { ArnEquals: { "aws:SourceArn": "arn:aws:s3:::photos" } }
  Log: { Type: "AWS::Logs::LogGroup", Properties: { LogGroupName: /aws/lambda/resizer } }
  Resizer:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: resizer
      Role: !GetAtt Permissions.Arn
      Environment: { Variables: { TARGET: !Ref Thumbnails } }
  Poll:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { EventSourceArn: !GetAtt Jobs.Arn, FunctionName: !Ref Resizer }
  Permissions:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [ { Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: "sts:AssumeRole" } ]
      Policies:
        - PolicyName: work
          PolicyDocument:
            Statement:
              - { Effect: Allow, Action: "s3:GetObject", Resource: !Sub "\${Photos.Arn}/*" }
              - { Effect: Allow, Action: "s3:PutObject", Resource: !Sub "\${Thumbnails.Arn}/*" }
              - { Effect: Allow, Action: ["sqs:ReceiveMessage"], Resource: !GetAtt Jobs.Arn }
`;

const PARTS = {
  uploadBucket: 'Photos',
  processedBucket: 'Thumbnails',
  imageQueue: 'Jobs',
  deadLetterQueue: 'Failed',
  mapping: 'Poll',
  imageFunction: 'Resizer',
  role: 'Permissions',
  logGroup: 'Log',
};

function contextOf(text: string) {
  const { template } = parseTemplate(text, 'thumbnails.yaml');
  return ruleContext(template, configurationOf(template, 'defaults', {}), text.length);
}

const partsIn = (text: string) =>
  Object.fromEntries(
    Object.entries(pipelineOf(contextOf(text)) ?? {}).map(([part, found]) => [part, found?.LogicalId]),
  );

test('the parts of a pipeline are known by what is linked to what, beside others of their types', () => {
  assert.deepEqual(partsIn(THUMBNAILS), PARTS);
});

const HIDDEN = '!ImportValue elsewhere';

for (const [link, from, to] of [
  ['the bucket notifies what cannot be known', 'Queue: !GetAtt Jobs.Arn', `Queue: ${HIDDEN}`],
  ['the bucket notifies the dead-letter queue', 'Queue: !GetAtt Jobs.Arn', 'Queue: !GetAtt Failed.Arn'],
  ['the queue admits a bucket that cannot be known', '"arn:aws:s3:::photos"', HIDDEN],
  [
    'the dead-letter queue cannot be known',
    'deadLetterTargetArn: !GetAtt Failed.Arn',
    `deadLetterTargetArn: ${HIDDEN}`,
  ],
  ['the role of the function cannot be known', 'Role: !GetAtt Permissions.Arn', `Role: ${HIDDEN}`],
  ['the mapping names no queue that can be known', 'EventSourceArn: !GetAtt Jobs.Arn', `EventSourceArn: ${HIDDEN}`],
  ['the mapping names the dead-letter queue', 'EventSourceArn: !GetAtt Jobs.Arn', 'EventSourceArn: !GetAtt Failed.Arn'],
  ['the mapping calls no function that can be known', 'FunctionName: !Ref Resizer', `FunctionName: ${HIDDEN}`],
  ['the role may read what cannot be known', '!Sub "${Photos.Arn}/*"', HIDDEN],
  ['the role may write what cannot be known', '!Sub "${Thumbnails.Arn}/*"', HIDDEN],
  ['the environment names no bucket', 'TARGET: !Ref Thumbnails', 'TARGET: nothing'],
  ['the role may receive from what cannot be known', 'Resource: !GetAtt Jobs.Arn', `Resource: ${HIDDEN}`],
] as const)
  test(`a pipeline is known although ${link}`, () => {
    const broken = THUMBNAILS.replace(from, to);
    assert.notEqual(broken, THUMBNAILS);
    assert.deepEqual(partsIn(broken), PARTS);
  });

test('the rules on pipelines hold for that of another project, those on this handler do not', () => {
  assert.equal(imagePipelineOf(contextOf(THUMBNAILS)), undefined);
  assert.deepEqual(findingsIn(lambdaEnvironment, THUMBNAILS), []);
  const coverage = findingsIn(alarmCoverage, THUMBNAILS).join('\n');
  for (const metric of ['Errors', 'Throttles', 'ApproximateAgeOfOldestMessage'])
    assert.match(coverage, new RegExp(metric));
  assert.doesNotMatch(coverage, /FailedImages/);
  assert.equal(
    findingsIn(s3UploadNotification, THUMBNAILS.replace('s3:ObjectCreated:*', 's3:ObjectCreated:Put')).length,
    1,
  );
});

test('a queue that no bucket notifies is no pipeline', () => {
  const jobs = THUMBNAILS.replace(/ {6}NotificationConfiguration.*\n/, '')
    .replace('s3.amazonaws.com', 'events.amazonaws.com')
    .replace('arn:aws:s3:::photos', 'arn:aws:events:::rule');
  assert.equal(pipelineOf(contextOf(jobs)), undefined);
});
