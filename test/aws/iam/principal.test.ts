import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { evaluate } from '../../../src/aws/iam/evaluate.ts';
import type { Policies } from '../../../src/aws/iam/policies.ts';
import type { Principal } from '../../../src/aws/iam/principal.ts';
import {
  ACCOUNT,
  ANONYMOUS,
  allow,
  allowTo,
  boundary,
  deny,
  EVERYTHING,
  ROLE,
  reasonOf,
  request,
  resource,
  S3_SERVICE,
  SESSION,
  STRANGER,
  trust,
  USER,
} from './policies.ts';

describe('a service', () => {
  const send = { action: 'sqs:SendMessage', resource: `arn:aws:sqs:eu-central-1:${ACCOUNT}:images` };
  const policy = resource(
    allow({
      Sid: 'AllowUploads',
      Principal: { Service: ['s3.amazonaws.com', 'sns.amazonaws.com'] },
      Action: 'sqs:SendMessage',
      Condition: {
        ArnEquals: { 'aws:SourceArn': 'arn:aws:s3:::uploads' },
        StringEquals: { 'aws:SourceAccount': ACCOUNT },
      },
    }),
  );
  const context = { 'aws:SourceArn': 'arn:aws:s3:::uploads', 'aws:SourceAccount': ACCOUNT };

  it('needs the policy of the resource alone', () => {
    assert.equal(reasonOf(S3_SERVICE, { identity: [], resource: policy }, { ...send, context }), 'allowed');
    assert.equal(reasonOf(S3_SERVICE, { identity: [EVERYTHING] }, { ...send, context }), 'no resource policy allows');
  });

  it('is no deputy of other accounts and buckets', () => {
    for (const [key, value] of [
      ['aws:SourceArn', 'arn:aws:s3:::theirs'],
      ['aws:SourceAccount', '999999999999'],
    ] as const)
      assert.equal(
        evaluate(request({ ...send, principal: S3_SERVICE, context: { ...context, [key]: value } }), {
          identity: [],
          resource: policy,
        }).missing,
        `No statement of PhotosPolicy of Photos allows sqs:SendMessage on ${send.resource} to s3.amazonaws.com: of AllowUploads, ${
          key === 'aws:SourceArn' ? 'ArnEquals' : 'StringEquals'
        } ${key} does not hold`,
      );
    assert.equal(reasonOf(S3_SERVICE, { identity: [], resource: policy }, send), 'no resource policy allows');
    const other: Principal = { kind: 'service', service: 'ses.amazonaws.com' };
    assert.equal(
      reasonOf(other, { identity: [], resource: policy }, { ...send, context }),
      'no resource policy allows',
    );
    assert.equal(reasonOf(USER, { identity: [], resource: policy }, { ...send, context }), 'no identity policy allows');
  });

  it('is meant by everyone, in an Allow as in a Deny', () => {
    assert.equal(reasonOf(S3_SERVICE, { identity: [], resource: allowTo('*') }, send), 'allowed');
    const denied = resource(allow({ Principal: '*' }), deny({ Principal: { AWS: '*' } }));
    assert.equal(reasonOf(S3_SERVICE, { identity: [], resource: denied }, send), 'explicit deny');
  });
});

describe('a trust or key policy', () => {
  const role = `arn:aws:iam::${ACCOUNT}:role/app/worker`;
  const assume = { action: 'sts:AssumeRole', resource: role };
  const trusts = (principal: unknown) => trust({ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' });

  it('has to allow by itself, the principal or its account', () => {
    assert.equal(reasonOf(USER, { identity: [EVERYTHING] }, assume), 'no resource policy allows');
    assert.equal(reasonOf(USER, { identity: [EVERYTHING], resource: trusts({ AWS: ACCOUNT }) }, assume), 'allowed');
    assert.equal(reasonOf(USER, { identity: [], resource: trusts({ AWS: USER.arn }) }, assume), 'allowed');
    assert.equal(
      reasonOf(USER, { identity: [], resource: trusts({ AWS: ACCOUNT }) }, assume),
      'no identity policy allows',
    );
    const key = { action: 'kms:Decrypt', resource: `arn:aws:kms:eu-central-1:${ACCOUNT}:key/1` };
    assert.equal(reasonOf(USER, { identity: [EVERYTHING], resource: resource() }, key), 'no resource policy allows');
    assert.equal(reasonOf(USER, { identity: [EVERYTHING], resource: allowTo({ AWS: ACCOUNT }) }, key), 'allowed');
  });

  it('lets services and federated identities in', () => {
    const lambda: Principal = { kind: 'service', service: 'lambda.amazonaws.com' };
    assert.equal(reasonOf(lambda, { identity: [], resource: trusts({ Service: lambda.service }) }, assume), 'allowed');
    assert.equal(
      reasonOf(S3_SERVICE, { identity: [], resource: trusts({ Service: lambda.service }) }, assume),
      'no resource policy allows',
    );
    const provider = `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com`;
    const github = trust({
      Effect: 'Allow',
      Principal: { Federated: provider },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringEquals: { 'token.actions.githubusercontent.com:sub': 'repo:us/pipeline:environment:live' } },
    });
    const from = (sub: string, by = provider) =>
      reasonOf(
        { kind: 'federated', provider: by },
        { identity: [], resource: github },
        {
          action: 'sts:AssumeRoleWithWebIdentity',
          resource: role,
          context: { 'token.actions.githubusercontent.com:sub': sub },
        },
      );
    assert.equal(from('repo:us/pipeline:environment:live'), 'allowed');
    assert.equal(from('repo:them/pipeline:environment:live'), 'no resource policy allows');
    assert.equal(from('repo:us/pipeline:environment:live', 'accounts.google.com'), 'no resource policy allows');
  });
});

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
describe('NotPrincipal', () => {
  const but = (...arns: string[]) => resource(deny({ NotPrincipal: { AWS: arns } }));
  const root = `arn:aws:iam::${ACCOUNT}:root`;
  const isDenied = (who: Principal, policy: ReturnType<typeof but>, of: Partial<Policies> = {}) =>
    reasonOf(who, { identity: [EVERYTHING], resource: policy, ...of }) === 'explicit deny';

  it('spares whom it names together with the account', () => {
    assert.equal(isDenied(USER, but(USER.arn, root)), false);
    assert.equal(isDenied(USER, but(USER.arn)), true);
    assert.equal(isDenied(USER, but(root)), true);
    assert.equal(isDenied(SESSION, but(root, ROLE.arn, SESSION.arn)), false);
    assert.equal(isDenied(SESSION, but(root, ROLE.arn)), true);
    assert.equal(isDenied(SESSION, but(root, SESSION.arn)), true);
    assert.equal(isDenied(STRANGER, but(root, USER.arn)), true);
    assert.throws(() => isDenied(ROLE, but(root, ROLE.arn)), { message: /Expected the session of .* to be named/ });
  });

  it('spares nobody who has a permissions boundary', () => {
    assert.equal(isDenied(USER, but(USER.arn, root), { boundary: boundary(allow()) }), true);
  });

  it('spares a service', () => {
    const policy = resource(deny({ NotPrincipal: { Service: 's3.amazonaws.com' } }), allow({ Principal: '*' }));
    assert.equal(reasonOf(S3_SERVICE, { identity: [], resource: policy }), 'allowed');
    assert.equal(reasonOf(ANONYMOUS, { identity: [], resource: policy }), 'explicit deny');
  });
});

describe('the keys of a principal', () => {
  const ask = (principal: Principal, condition: unknown) =>
    reasonOf(principal, { identity: [], resource: resource(allow({ Principal: '*', Condition: condition })) }) ===
    'allowed';

  it('follow from the principal', () => {
    assert.equal(ask(SESSION, { ArnEquals: { 'aws:PrincipalArn': ROLE.arn } }), true);
    assert.equal(ask(USER, { StringEquals: { 'aws:PrincipalType': 'User', 'aws:username': 'carlos' } }), true);
    assert.equal(
      ask(ROLE, { StringEquals: { 'aws:PrincipalType': 'AssumedRole', 'aws:PrincipalAccount': ACCOUNT } }),
      true,
    );
    assert.equal(ask(ROLE, { Null: { 'aws:username': 'true' } }), true);
    assert.equal(ask(S3_SERVICE, { Bool: { 'aws:PrincipalIsAWSService': 'true' } }), true);
    assert.equal(ask(S3_SERVICE, { StringEquals: { 'aws:PrincipalServiceName': 's3.amazonaws.com' } }), true);
    assert.equal(ask(USER, { Bool: { 'aws:PrincipalIsAWSService': 'false' } }), true);
    assert.equal(
      ask(ANONYMOUS, { StringEquals: { 'aws:userid': 'anonymous', 'aws:PrincipalType': 'Anonymous' } }),
      true,
    );
    assert.equal(ask(ANONYMOUS, { Null: { 'aws:PrincipalArn': 'true', 'aws:PrincipalIsAWSService': 'true' } }), true);
  });
});
