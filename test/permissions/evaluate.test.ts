import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Reason } from '../../src/permissions/decision.ts';
import { evaluate } from '../../src/permissions/evaluate.ts';
import type { Policies } from '../../src/permissions/policies.ts';
import type { Principal } from '../../src/permissions/principal.ts';
import {
  ACCOUNT,
  ANONYMOUS,
  allow,
  boundary,
  deny,
  endpoint,
  identity,
  ROLE,
  request,
  resource,
  S3_SERVICE,
  SESSION,
  STRANGER,
  trust,
  USER,
} from './policies.ts';

const reasonOf = (principal: Principal, policies: Policies, of: Parameters<typeof request>[0] = {}): Reason =>
  evaluate(request({ ...of, principal }), policies).reason;

const NONE = identity();
const ALL = identity(allow());
const to = (principal: unknown) => resource(allow({ Principal: principal }));
const aws = (principal: string) => to({ AWS: principal });

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
describe('a decision within an account', () => {
  it('is no by default', () => {
    assert.equal(reasonOf(USER, { identity: [] }), 'no identity policy allows');
    assert.equal(reasonOf(ROLE, { identity: [NONE], resource: resource() }), 'no identity policy allows');
    assert.equal(reasonOf(ANONYMOUS, { identity: [] }), 'no resource policy allows');
  });

  it('is yes when the identity or the resource allows', () => {
    assert.equal(reasonOf(USER, { identity: [ALL] }), 'allowed');
    assert.equal(reasonOf(USER, { identity: [NONE, ALL], resource: resource() }), 'allowed');
    for (const principal of ['*', USER.arn])
      assert.equal(reasonOf(USER, { identity: [], resource: aws(principal) }), 'allowed');
    for (const principal of ['*', ROLE.arn])
      assert.equal(reasonOf(ROLE, { identity: [], resource: aws(principal) }), 'allowed');
    for (const principal of ['*', ROLE.arn, SESSION.arn])
      assert.equal(reasonOf(SESSION, { identity: [], resource: aws(principal) }), 'allowed');
  });

  it('is no when the resource allows somebody else', () => {
    for (const principal of [STRANGER.arn, USER.arn.replace('carlos', 'Carlos'), ROLE.arn.replace('app/', '')])
      for (const who of [USER, ROLE, SESSION])
        assert.equal(reasonOf(who, { identity: [], resource: aws(principal) }), 'no identity policy allows');
    assert.equal(
      reasonOf(USER, { identity: [], resource: to({ Service: 's3.amazonaws.com' }) }),
      'no identity policy allows',
    );
    const other = aws(SESSION.arn.replace('run-1', 'run-2'));
    assert.equal(reasonOf(SESSION, { identity: [], resource: other }), 'no identity policy allows');
  });

  it('leaves it to the identity when the resource allows the account', () => {
    for (const principal of [ACCOUNT, `arn:aws:iam::${ACCOUNT}:root`]) {
      assert.equal(reasonOf(USER, { identity: [], resource: aws(principal) }), 'no identity policy allows');
      assert.equal(reasonOf(USER, { identity: [ALL], resource: aws(principal) }), 'allowed');
    }
  });

  it('is no with a Deny anywhere', () => {
    const denial = deny({ Action: 's3:GetObject' });
    const denies: Policies[] = [
      { identity: [ALL, identity(denial)] },
      { identity: [ALL], resource: resource({ ...denial, Principal: '*' }) },
      { identity: [ALL], resource: resource({ ...denial, Principal: { AWS: ACCOUNT } }) },
      { identity: [ALL], boundary: boundary(allow(), denial) },
      { identity: [ALL], endpoint: endpoint(allow({ Principal: '*' }), { ...denial, Principal: '*' }) },
    ];
    for (const policies of denies) assert.equal(reasonOf(USER, policies), 'explicit deny');
  });

  it('heeds the example of Carlos and the logs', () => {
    const bucket = (name: string) => [`arn:aws:s3:::${name}/*`, `arn:aws:s3:::${name}`];
    const own = identity(
      allow({ Action: ['s3:GetBucketLocation', 's3:ListAllMyBuckets'], Resource: 'arn:aws:s3:::*' }),
      allow({ Action: 's3:*', Resource: bucket('carlos') }),
      deny({ Action: 's3:*', Resource: 'arn:aws:s3:::*log*' }),
    );
    const ofBucket = resource(allow({ Principal: { AWS: USER.arn }, Action: 's3:*', Resource: bucket('carlos') }));
    const put = (key: string) => ({ action: 's3:PutObject', resource: `arn:aws:s3:::${key}` });
    assert.equal(reasonOf(USER, { identity: [own] }, put('carlos-logs/a')), 'explicit deny');
    assert.equal(reasonOf(USER, { identity: [own], resource: ofBucket }, put('carlos/a')), 'allowed');
    assert.equal(reasonOf(USER, { identity: [], resource: ofBucket }, put('carlos/a')), 'allowed');
    assert.equal(reasonOf(USER, { identity: [own] }, put('others/a')), 'no identity policy allows');
  });
});

describe('a permissions boundary', () => {
  const tight = boundary(allow({ Action: 'sqs:*' }));

  it('limits what the identity is allowed, and allows nothing itself', () => {
    assert.equal(reasonOf(USER, { identity: [ALL], boundary: tight }), 'the permissions boundary does not allow');
    assert.equal(reasonOf(USER, { identity: [ALL], boundary: boundary(allow({ Action: 's3:*' })) }), 'allowed');
    assert.equal(reasonOf(USER, { identity: [], boundary: boundary(allow()) }), 'no identity policy allows');
  });

  it('limits what a resource allows a role, but not a user, a session or everyone', () => {
    const within = (who: Principal, principal: string) =>
      reasonOf(who, { identity: [], boundary: tight, resource: aws(principal) });
    assert.equal(within(ROLE, ROLE.arn), 'no identity policy allows');
    assert.equal(within(SESSION, ROLE.arn), 'no identity policy allows');
    assert.equal(within(SESSION, SESSION.arn), 'allowed');
    assert.equal(within(SESSION, '*'), 'allowed');
    assert.equal(within(USER, USER.arn), 'allowed');
  });
});

describe('a decision across accounts', () => {
  it('is yes only when the identity and the resource allow', () => {
    for (const principal of ['*', STRANGER.arn, '999999999999']) {
      assert.equal(reasonOf(STRANGER, { identity: [ALL], resource: aws(principal) }), 'allowed');
      assert.equal(reasonOf(STRANGER, { identity: [], resource: aws(principal) }), 'no identity policy allows');
    }
    assert.equal(reasonOf(STRANGER, { identity: [ALL] }), 'no resource policy allows');
    assert.equal(reasonOf(STRANGER, { identity: [ALL], resource: aws(ACCOUNT) }), 'no resource policy allows');
  });

  it('takes the account of the resource from its ARN or from the request, and does not guess it', () => {
    const queue = { action: 'sqs:SendMessage', resource: 'arn:aws:sqs:eu-central-1:999999999999:images' };
    assert.equal(reasonOf(STRANGER, { identity: [ALL] }, queue), 'allowed');
    assert.equal(reasonOf(USER, { identity: [ALL] }, queue), 'no resource policy allows');
    assert.equal(reasonOf(STRANGER, { identity: [ALL] }, { action: 's3:ListAllMyBuckets', resource: '*' }), 'allowed');
    const { 'aws:ResourceAccount': _, ...context } = request({}).context;
    assert.throws(() => evaluate({ ...request({}), context }, { identity: [ALL] }), {
      message:
        'Expected s3:GetObject to state aws:ResourceAccount, as arn:aws:s3:::photos/cat.jpg does not tell the account',
    });
  });
});

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
    assert.equal(reasonOf(S3_SERVICE, { identity: [ALL] }, { ...send, context }), 'no resource policy allows');
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
    assert.equal(reasonOf(S3_SERVICE, { identity: [], resource: to('*') }, send), 'allowed');
    const denied = resource(allow({ Principal: '*' }), deny({ Principal: { AWS: '*' } }));
    assert.equal(reasonOf(S3_SERVICE, { identity: [], resource: denied }, send), 'explicit deny');
  });
});

describe('a trust or key policy', () => {
  const role = `arn:aws:iam::${ACCOUNT}:role/app/worker`;
  const assume = { action: 'sts:AssumeRole', resource: role };
  const trusts = (principal: unknown) => trust({ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' });

  it('has to allow by itself, the principal or its account', () => {
    assert.equal(reasonOf(USER, { identity: [ALL] }, assume), 'no resource policy allows');
    assert.equal(reasonOf(USER, { identity: [ALL], resource: trusts({ AWS: ACCOUNT }) }, assume), 'allowed');
    assert.equal(reasonOf(USER, { identity: [], resource: trusts({ AWS: USER.arn }) }, assume), 'allowed');
    assert.equal(
      reasonOf(USER, { identity: [], resource: trusts({ AWS: ACCOUNT }) }, assume),
      'no identity policy allows',
    );
    const key = { action: 'kms:Decrypt', resource: `arn:aws:kms:eu-central-1:${ACCOUNT}:key/1` };
    assert.equal(reasonOf(USER, { identity: [ALL], resource: resource() }, key), 'no resource policy allows');
    assert.equal(reasonOf(USER, { identity: [ALL], resource: aws(ACCOUNT) }, key), 'allowed');
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
    const from = (sub: string) =>
      reasonOf(
        { kind: 'federated', provider },
        { identity: [], resource: github },
        {
          action: 'sts:AssumeRoleWithWebIdentity',
          resource: role,
          context: { 'token.actions.githubusercontent.com:sub': sub },
        },
      );
    assert.equal(from('repo:us/pipeline:environment:live'), 'allowed');
    assert.equal(from('repo:them/pipeline:environment:live'), 'no resource policy allows');
  });
});

describe('the policy of a VPC endpoint', () => {
  it('has to allow as well', () => {
    const open = endpoint(allow({ Principal: '*' }));
    const ours = endpoint(allow({ Principal: '*', Condition: { ArnEquals: { 'aws:PrincipalArn': ROLE.arn } } }));
    assert.equal(reasonOf(ROLE, { identity: [ALL], endpoint: open }), 'allowed');
    assert.equal(reasonOf(ROLE, { identity: [], endpoint: open }), 'no identity policy allows');
    assert.equal(reasonOf(ROLE, { identity: [ALL], endpoint: endpoint() }), 'the endpoint policy does not allow');
    assert.equal(
      reasonOf(ROLE, { identity: [], resource: to('*'), endpoint: endpoint() }),
      'the endpoint policy does not allow',
    );
    assert.equal(
      reasonOf(ANONYMOUS, { identity: [], resource: to('*'), endpoint: endpoint() }),
      'the endpoint policy does not allow',
    );
    assert.equal(reasonOf(SESSION, { identity: [ALL], endpoint: ours }), 'allowed');
    assert.equal(reasonOf(USER, { identity: [ALL], endpoint: ours }), 'the endpoint policy does not allow');
  });
});

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
describe('NotPrincipal', () => {
  const but = (...arns: string[]) => resource(deny({ NotPrincipal: { AWS: arns } }));
  const root = `arn:aws:iam::${ACCOUNT}:root`;
  const isDenied = (who: Principal, policy: ReturnType<typeof but>, of: Partial<Policies> = {}) =>
    reasonOf(who, { identity: [ALL], resource: policy, ...of }) === 'explicit deny';

  it('spares whom it names together with the account', () => {
    assert.equal(isDenied(USER, but(USER.arn, root)), false);
    assert.equal(isDenied(USER, but(USER.arn)), true);
    assert.equal(isDenied(USER, but(root)), true);
    assert.equal(isDenied(SESSION, but(root, ROLE.arn, SESSION.arn)), false);
    assert.equal(isDenied(SESSION, but(root, ROLE.arn)), true);
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

describe('a decision', () => {
  it('names the statements that allowed it', () => {
    const decision = evaluate(request({ principal: ROLE }), {
      identity: [identity(allow({ Action: 'sqs:*' }), allow({ Sid: 'Read', Action: 's3:Get*' }))],
      endpoint: endpoint(allow({ Principal: '*' })),
    });
    assert.deepEqual(decision, {
      allowed: true,
      reason: 'allowed',
      statements: [
        { policy: { kind: 'identity', holder: 'Worker', name: 'worker' }, index: 1, sid: 'Read', effect: 'Allow' },
        { policy: { kind: 'endpoint', holder: 'S3Endpoint', name: 'S3Endpoint' }, index: 0, effect: 'Allow' },
      ],
    });
  });

  it('says which statement denies, or what no statement allows', () => {
    const denied = evaluate(request({}), {
      identity: [ALL],
      resource: resource(deny({ Sid: 'DenyReaders', Principal: '*' })),
    });
    assert.equal(
      denied.missing,
      'Statement DenyReaders of PhotosPolicy of Photos denies s3:GetObject on arn:aws:s3:::photos/cat.jpg',
    );
    assert.deepEqual(
      denied.statements.map(({ sid }) => sid),
      ['DenyReaders'],
    );
    const missing = (who: Principal, policies: Policies) => evaluate(request({ principal: who }), policies).missing;
    const what = 's3:GetObject on arn:aws:s3:::photos/cat.jpg';
    assert.equal(missing(ROLE, { identity: [NONE, NONE] }), `No statement of Worker allows ${what}`);
    assert.equal(missing(USER, { identity: [] }), `No statement of ${USER.arn} allows ${what}`);
    assert.equal(
      missing(ANONYMOUS, { identity: [] }),
      `No statement of a policy of arn:aws:s3:::photos/cat.jpg allows ${what} to anonymous requests`,
    );
    assert.equal(missing(ROLE, { identity: [ALL], endpoint: endpoint() }), `No statement of S3Endpoint allows ${what}`);
    assert.equal(missing(ROLE, { identity: [ALL], boundary: boundary() }), `No statement of Boundary allows ${what}`);
  });
});
