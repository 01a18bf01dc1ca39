import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Rule } from '../../../policy/engine/rule.ts';
import { s3AccessLogs } from '../../../policy/rules/s3-access-logs.ts';
import { s3Encryption } from '../../../policy/rules/s3-encryption.ts';
import { s3LifecycleCleanup } from '../../../policy/rules/s3-lifecycle-cleanup.ts';
import { s3NoFeedback } from '../../../policy/rules/s3-no-feedback.ts';
import { s3NotificationTargets } from '../../../policy/rules/s3-notification-targets.ts';
import { s3OwnNamespace } from '../../../policy/rules/s3-own-namespace.ts';
import { s3PolicyPrincipals } from '../../../policy/rules/s3-policy-principals.ts';
import { s3PublicAccessBlock } from '../../../policy/rules/s3-public-access-block.ts';
import { s3TlsOnly } from '../../../policy/rules/s3-tls-only.ts';
import { s3Transitions } from '../../../policy/rules/s3-transitions.ts';
import { bucket, findingsIn } from './foreign.ts';

const accepts = (rule: Rule, template: string) => assert.deepEqual(findingsIn(rule, template), []);
const finds = (rule: Rule, template: string, ...parts: RegExp[]) => {
  const found = findingsIn(rule, template);
  assert.equal(found.length, parts.length, found.join('\n'));
  for (const [index, part] of parts.entries()) assert.match(found[index] ?? '', part);
};

test('a bucket with a KMS key and a bucket key is encrypted', () =>
  accepts(
    s3Encryption,
    bucket(`BucketEncryption:
  ServerSideEncryptionConfiguration:
    - BucketKeyEnabled: "true"
      ServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms", KMSMasterKeyID: alias/photos }`),
  ));

test('switches written as text block public access', () =>
  accepts(
    s3PublicAccessBlock,
    bucket(
      'PublicAccessBlockConfiguration: { BlockPublicAcls: "true", BlockPublicPolicy: "true", IgnorePublicAcls: "true", RestrictPublicBuckets: "true" }',
    ),
  ));

const policy = (statement: string): string => `
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Photos
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
${statement.replace(/^/gm, '          ')}
`;

test('a refusal of plain HTTP counts in the other notations too', () =>
  accepts(
    s3TlsOnly,
    bucket(
      '',
      policy(`Effect: Deny
Principal: { AWS: ["*"] }
Action: [ "s3:*" ]
Resource: [ !Sub "\${Photos.Arn}/*", !GetAtt Photos.Arn ]
Condition: { Bool: { "aws:SecureTransport": false } }`),
    ),
  ));

test('a refusal of plain HTTP that stands beside the wrong bucket does not count', () =>
  finds(
    s3TlsOnly,
    bucket(
      '',
      policy(`- Effect: Deny
  Principal: "*"
  Action: s3:*
  Resource: [ "arn:aws:s3:::other", "arn:aws:s3:::other/*" ]
  Condition: { Bool: { "aws:SecureTransport": "false" } }`),
    ),
    /^Policy.*denies s3:\* to everybody on arn:aws:s3:::photos and arn:aws:s3:::photos\/\*/,
  ));

test('services and principals of the account itself are no external principals', () =>
  accepts(
    s3PolicyPrincipals,
    bucket(
      '',
      policy(`- { Effect: Allow, Action: s3:GetObject, Resource: !Sub "\${Photos.Arn}/*", Principal: { Service: cloudfront.amazonaws.com } }
- { Effect: Allow, Action: s3:GetObject, Resource: !Sub "\${Photos.Arn}/*", Principal: { AWS: !Sub "arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/reader" } }
- { Effect: Allow, Action: s3:GetObject, Resource: !Sub "\${Photos.Arn}/*", Principal: { AWS: !Ref AWS::AccountId } }`),
    ),
  ));

test('a canonical user, and a policy of an access point, are looked at too', () =>
  finds(
    s3PolicyPrincipals,
    bucket(
      '',
      `${policy('- { Effect: Allow, Action: s3:GetObject, Resource: "*", Principal: { CanonicalUser: 79a59df900b9 } }')}
  Point:
    Type: AWS::S3::AccessPoint
    Properties:
      Bucket: !Ref Photos
      Policy: { Version: "2012-10-17", Statement: { Effect: Allow, Principal: "*", Action: s3:GetObject, Resource: "*" } }`,
    ),
    /^Policy.*CanonicalUser 79a59df900b9$/,
    /^Point.*everybody/,
  ));

const rules = (list: string): string => bucket(`LifecycleConfiguration:\n  Rules:\n${list.replace(/^/gm, '    ')}`);

test('one rule may clear away everything, in the older notation too', () =>
  accepts(
    s3LifecycleCleanup,
    rules(`- Status: Enabled
  Prefix: ""
  NoncurrentVersionExpirationInDays: "7"
  ExpiredObjectDeleteMarker: true
  AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 }`),
  ));

for (const [title, transitions] of [
  ['Intelligent-Tiering from the first day', '[ { StorageClass: INTELLIGENT_TIERING, TransitionInDays: 0 } ]'],
  ['GLACIER at once', '[ { StorageClass: GLACIER, TransitionInDays: 0 } ]'],
  [
    'STANDARD_IA after 30 days and DEEP_ARCHIVE after 60',
    '[ { StorageClass: STANDARD_IA, TransitionInDays: 30 }, { StorageClass: DEEP_ARCHIVE, TransitionInDays: "60" } ]',
  ],
] as const)
  test(`S3 accepts ${title}`, () =>
    accepts(s3Transitions, rules(`- { Status: Enabled, Transitions: ${transitions} }`)));

const notifying = (entries: string): string =>
  bucket(`NotificationConfiguration:\n  QueueConfigurations:\n${entries.replace(/^/gm, '    ')}`);
const entry = (event: string, prefix: string): string =>
  `- { Event: "${event}", Queue: "arn:aws:sqs:eu-west-1:123456789012:q", Filter: { S3Key: { Rules: [ { Name: Prefix, Value: "${prefix}" } ] } } }`;

test('notifications of other folders or other events do not overlap', () =>
  accepts(
    s3NotificationTargets,
    notifying(
      [entry('s3:ObjectCreated:*', 'a/'), entry('s3:ObjectCreated:*', 'b/'), entry('s3:ObjectRemoved:*', 'a/')].join(
        '\n',
      ),
    ),
  ));

test('a folder inside another overlaps with it', () =>
  finds(
    s3NotificationTargets,
    notifying([entry('s3:ObjectCreated:*', 'a/'), entry('s3:ObjectCreated:Put', 'a/b/')].join('\n')),
    /no overlap with QueueConfigurations 0/,
  ));

const loop = (resource: string): string =>
  bucket(
    `NotificationConfiguration:
  QueueConfigurations:
    - Event: s3:ObjectCreated:*
      Queue: !GetAtt Jobs.Arn
      Filter: { S3Key: { Rules: [ { Name: prefix, Value: in/ } ] } }`,
    `
  Jobs:
    Type: AWS::SQS::Queue
  Worker:
    Type: AWS::Lambda::Function
    Properties: { Role: !GetAtt WorkerRole.Arn }
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { EventSourceArn: !GetAtt Jobs.Arn, FunctionName: !GetAtt Worker.Arn }
  WorkerRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {}
  Write:
    Type: AWS::IAM::Policy
    Properties:
      Roles: [ !Ref WorkerRole ]
      PolicyDocument: { Version: "2012-10-17", Statement: [ { Effect: Allow, Action: "s3:Put*", Resource: "${resource}" } ] }`,
  );

test('a function may write beside the folder whose uploads start it', () =>
  accepts(s3NoFeedback, loop('arn:aws:s3:::photos/out/*')));

test('a function must not write into the folder whose uploads start it, even by a wildcard', () => {
  finds(s3NoFeedback, loop('arn:aws:s3:::photos/in/done/*'), /^Write.*no write to arn:aws:s3:::photos\/in\/\*/);
  finds(s3NoFeedback, loop('arn:aws:s3:::ph*'), /^Write/);
});

test('a bucket that is named as the account likes needs no namespace', () => accepts(s3OwnNamespace, bucket('')));

test('a bucket whose name CloudFormation makes up needs no namespace', () =>
  accepts(s3OwnNamespace, 'Resources: { Photos: { Type: "AWS::S3::Bucket" } }'));

test('a log bucket of the stack that admits the logging service for this account is fine', () =>
  accepts(
    s3AccessLogs,
    bucket(
      `LoggingConfiguration: { DestinationBucketName: !Ref Logs, LogFilePrefix: photos/ }`,
      `
  Logs:
    Type: AWS::S3::Bucket
    Properties:
      BucketEncryption: { ServerSideEncryptionConfiguration: [ { ServerSideEncryptionByDefault: { SSEAlgorithm: AES256 } } ] }
  LogsPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Logs
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: { Service: logging.s3.amazonaws.com }
            Action: s3:PutObject
            Resource: !Sub "\${Logs.Arn}/*"
            Condition: { StringEquals: { "aws:SourceAccount": !Ref AWS::AccountId } }`,
    ),
  ));

test('a log bucket of the stack with a KMS key gets no logs', () =>
  finds(
    s3AccessLogs,
    bucket(
      'LoggingConfiguration: { DestinationBucketName: !Ref Logs }',
      `
  Logs:
    Type: AWS::S3::Bucket
    Properties:
      BucketEncryption: { ServerSideEncryptionConfiguration: [ { ServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" } } ] }`,
    ),
    /^Logs.*AES256 for a bucket that takes access logs/,
    /^Logs.*logging\.s3\.amazonaws\.com/,
  ));
