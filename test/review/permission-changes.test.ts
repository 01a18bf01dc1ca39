import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { permissionChanges } from '../../src/review/permission-changes.ts';
import { deployed } from '../../src/review/review-template.ts';
import { sized } from '../../src/review/side.ts';
import { plain } from '../../src/review/words.ts';

type Statement = Record<string, unknown>;

const template = (resources: Record<string, unknown>) =>
  deployed(
    sized(JSON.stringify({ Resources: { Queue: { Type: 'AWS::SQS::Queue' }, ...resources } }), 't.json'),
    'defaults',
    {},
  );

const policy = (...statements: Statement[]) => ({
  Policy: {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: { Queues: [{ Ref: 'Queue' }], PolicyDocument: { Statement: statements } },
  },
});

const changes = (before: Record<string, unknown>, after: Record<string, unknown>): string[] =>
  permissionChanges(template(before), template(after)).map(({ direction, words }) => `${direction}: ${plain(words)}`);

const between = (before: Statement, after: Statement): string[] => changes(policy(before), policy(after));

const ALLOW = {
  Sid: 'Send',
  Effect: 'Allow',
  Principal: { Service: 's3.amazonaws.com' },
  Action: 'sqs:SendMessage',
  Resource: { 'Fn::GetAtt': ['Queue', 'Arn'] },
  Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
};
const DENY = {
  Sid: 'Tls',
  Effect: 'Deny',
  Principal: '*',
  Action: 'sqs:*',
  Resource: { 'Fn::GetAtt': ['Queue', 'Arn'] },
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};
const { Condition: _, ...ALWAYS } = ALLOW;

describe('permissions, statement by statement', () => {
  test('are the same when nothing but the order, the case or the form differs', () => {
    assert.deepEqual(between(ALLOW, { ...ALLOW, Action: ['SQS:sendmessage'], Sid: 'Send' }), []);
    assert.deepEqual(changes(policy(ALLOW, DENY), policy(DENY, ALLOW)), []);
    assert.deepEqual(between(ALLOW, { ...ALLOW, Sid: 'Renamed' }), []);
  });

  test('are wider with an action, a resource or a principal more, and narrower with one less', () => {
    const more = { ...ALLOW, Action: ['sqs:SendMessage', 'sqs:ReceiveMessage'], Principal: '*', Resource: '*' };
    assert.deepEqual(between(ALLOW, more), [
      'wider: Policy, statement Send: also allows sqs:ReceiveMessage; also reaches *; is also for * (everyone)',
    ]);
    assert.deepEqual(between(more, ALLOW), [
      'narrower: Policy, statement Send: no longer allows sqs:ReceiveMessage; no longer reaches *; is no longer for *',
    ]);
  });

  test('say what a wildcard means, and that a name behind it is no more than before', () => {
    assert.match(
      between(ALLOW, { ...ALLOW, Action: 'sqs:Send*' })[0] ?? '',
      /^wider: .*allows sqs:Send\* \(\d actions\)$/,
    );
    assert.match(
      between({ ...ALLOW, Action: 'sqs:*' }, { ...ALLOW, Action: 'sqs:*Message' }).join(),
      /^narrower: Policy, statement Send: no longer allows sqs:\* \(\d+ actions\)$/,
    );
  });

  test('are wider without a condition, and narrower with one', () => {
    assert.deepEqual(between(ALLOW, ALWAYS), [
      'wider: Policy, statement Send: no longer asks for aws:sourceaccount StringEquals ${AWS::AccountId}',
    ]);
    assert.deepEqual(between(ALWAYS, ALLOW), [
      'narrower: Policy, statement Send: now asks for aws:sourceaccount StringEquals ${AWS::AccountId}',
    ]);
  });

  test('are wider with one more value to be equal to, narrower with one more not to be, unclear where unknown', () => {
    const where = (operator: string, ...values: string[]) => ({
      ...ALLOW,
      Condition: { [operator]: { 'aws:SourceAccount': values } },
    });
    const direction = (before: Statement, after: Statement) => between(before, after).map((line) => line.split(':')[0]);
    assert.deepEqual(direction(where('StringEquals', '1'), where('StringEquals', '1', '2')), ['wider']);
    assert.deepEqual(direction(where('StringNotEquals', '1'), where('StringNotEquals', '1', '2')), ['narrower']);
    assert.deepEqual(direction(where('StringEquals', '1'), where('StringEquals', '2')), ['unclear']);
    assert.deepEqual(direction(where('NumericLessThan', '1'), where('NumericLessThan', '2')), ['unclear']);
    assert.deepEqual(direction(where('StringLike', '1'), where('StringEquals', '1')), ['wider', 'narrower']);
  });

  test('are wider where less is refused', () => {
    assert.match(
      between(DENY, { ...DENY, Action: 'sqs:SendMessage' }).join(),
      /^wider: Policy, statement Tls: no longer refuses sqs:\* \(\d+ actions\)$/,
    );
    const { Condition: __, ...always } = DENY;
    assert.match(between(always, DENY).join(), /^wider: .* now asks for aws:securetransport Bool false$/);
    assert.match(between(DENY, always).join(), /^narrower: .* no longer asks for aws:securetransport Bool false$/);
    assert.match(
      changes(policy(DENY, ALLOW), policy(ALLOW))[0] ?? '',
      /^wider: Policy, statement Tls: gone, refused sqs:\*/,
    );
    assert.match(
      changes(policy(ALLOW), policy(DENY, ALLOW))[0] ?? '',
      /^narrower: .* new, refuses sqs:\* .* where aws:securetransport Bool false/,
    );
  });

  test('are unclear when a statement turns to what it does not name', () => {
    const { Action: __, ...rest } = ALLOW;
    assert.deepEqual(between(ALLOW, { ...rest, NotAction: 'sqs:SendMessage' }), [
      'unclear: Policy, statement Send: is now about everything but sqs:SendMessage',
    ]);
  });

  test('are wider with a new policy, and with a policy gone that refused, unless its resource is gone too', () => {
    assert.match(
      changes({}, policy(ALLOW))[0] ?? '',
      /^wider: Policy, statement Send: new, allows sqs:SendMessage on \$\{Queue.Arn\} for Service s3/,
    );
    assert.match(changes(policy(DENY), {})[0] ?? '', /^wider: .* gone, refused/);
    const gone = permissionChanges(
      template(policy(DENY)),
      deployed(sized('{"Resources":{"Other":{"Type":"AWS::SQS::Queue"}}}', 't'), 'defaults', {}),
    );
    assert.deepEqual(gone, []);
  });

  test('are told where there is no statement: managed policies, boundaries, groups, functions, buckets', () => {
    const role = (properties: object) => ({
      Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {}, ...properties } },
    });
    assert.deepEqual(changes(role({ PermissionsBoundary: 'arn:b' }), role({ ManagedPolicyArns: ['arn:m'] })), [
      'wider: Role: new, managed policy arn:m',
      'wider: Role: gone, permissions boundary arn:b',
    ]);
    const group = (CidrIp: string) => ({
      Group: {
        Type: 'AWS::EC2::SecurityGroup',
        Properties: { SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp }] },
      },
    });
    assert.deepEqual(changes(group('10.0.0.0/24'), group('0.0.0.0/0')), [
      'wider: Group: new, lets in tcp 443 from 0.0.0.0/0',
      'narrower: Group: gone, lets in tcp 443 from 10.0.0.0/24',
    ]);
    const permission = {
      Grant: {
        Type: 'AWS::Lambda::Permission',
        Properties: { Action: 'lambda:InvokeFunction', FunctionName: 'f', Principal: '*' },
      },
    };
    assert.deepEqual(changes({}, permission), ['wider: Grant: new, * may lambda:InvokeFunction on f, from anywhere']);
    const bucket = (properties: object) => ({ Bucket: { Type: 'AWS::S3::Bucket', Properties: properties } });
    assert.deepEqual(changes(bucket({}), bucket({ AccessControl: 'PublicRead' })), [
      'wider: Bucket: new, access control list PublicRead',
    ]);
    const lambda = (properties: object) => ({ Code: { Type: 'AWS::Lambda::Function', Properties: properties } });
    assert.match(changes(lambda({ VpcConfig: {} }), lambda({}))[0] ?? '', /^wider: Code: gone, its own network/);
  });
});
