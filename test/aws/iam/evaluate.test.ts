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
  endpoint,
  identity,
  NOTHING,
  ROLE,
  reasonOf,
  request,
  resource,
  SESSION,
  STRANGER,
  USER,
} from './policies.ts';

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
describe('a decision within an account', () => {
  it('is no by default', () => {
    assert.equal(reasonOf(USER, { identity: [] }), 'no identity policy allows');
    assert.equal(reasonOf(ROLE, { identity: [NOTHING], resource: resource() }), 'no identity policy allows');
    assert.equal(reasonOf(ANONYMOUS, { identity: [] }), 'no resource policy allows');
  });

  it('is yes when the identity or the resource allows', () => {
    assert.equal(reasonOf(USER, { identity: [EVERYTHING] }), 'allowed');
    assert.equal(reasonOf(USER, { identity: [NOTHING, EVERYTHING], resource: resource() }), 'allowed');
    for (const principal of ['*', USER.arn])
      assert.equal(reasonOf(USER, { identity: [], resource: allowTo({ AWS: principal }) }), 'allowed');
    for (const principal of ['*', ROLE.arn])
      assert.equal(reasonOf(ROLE, { identity: [], resource: allowTo({ AWS: principal }) }), 'allowed');
    for (const principal of ['*', ROLE.arn, SESSION.arn])
      assert.equal(reasonOf(SESSION, { identity: [], resource: allowTo({ AWS: principal }) }), 'allowed');
  });

  it('is yes when the resource allows the account and the user', () => {
    assert.equal(reasonOf(USER, { identity: [], resource: allowTo({ AWS: [ACCOUNT, USER.arn] }) }), 'allowed');
  });

  it('is no when the resource allows somebody else', () => {
    for (const principal of [STRANGER.arn, USER.arn.replace('carlos', 'Carlos'), ROLE.arn.replace('app/', '')])
      for (const who of [USER, ROLE, SESSION])
        assert.equal(
          reasonOf(who, { identity: [], resource: allowTo({ AWS: principal }) }),
          'no identity policy allows',
        );
    assert.equal(
      reasonOf(USER, { identity: [], resource: allowTo({ Service: 's3.amazonaws.com' }) }),
      'no identity policy allows',
    );
    const other = allowTo({ AWS: SESSION.arn.replace('run-1', 'run-2') });
    assert.equal(reasonOf(SESSION, { identity: [], resource: other }), 'no identity policy allows');
  });

  it('leaves it to the identity when the resource allows the account', () => {
    for (const principal of [ACCOUNT, `arn:aws:iam::${ACCOUNT}:root`]) {
      assert.equal(
        reasonOf(USER, { identity: [], resource: allowTo({ AWS: principal }) }),
        'no identity policy allows',
      );
      assert.equal(reasonOf(USER, { identity: [EVERYTHING], resource: allowTo({ AWS: principal }) }), 'allowed');
    }
  });

  it('is no with a Deny anywhere', () => {
    const denial = deny({ Action: 's3:GetObject' });
    const denies: Policies[] = [
      { identity: [EVERYTHING, identity(denial)] },
      { identity: [EVERYTHING], resource: resource({ ...denial, Principal: '*' }) },
      { identity: [EVERYTHING], resource: resource({ ...denial, Principal: { AWS: ACCOUNT } }) },
      { identity: [EVERYTHING], boundary: boundary(allow(), denial) },
      { identity: [EVERYTHING], endpoint: endpoint(allow({ Principal: '*' }), { ...denial, Principal: '*' }) },
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
    assert.equal(
      reasonOf(USER, { identity: [EVERYTHING], boundary: tight }),
      'the permissions boundary does not allow',
    );
    assert.equal(reasonOf(USER, { identity: [EVERYTHING], boundary: boundary(allow({ Action: 's3:*' })) }), 'allowed');
    assert.equal(reasonOf(USER, { identity: [], boundary: boundary(allow()) }), 'no identity policy allows');
  });

  it('limits what a resource allows a role, but not a user, a session or everyone', () => {
    const within = (who: Principal, principal: string) =>
      reasonOf(who, { identity: [], boundary: tight, resource: allowTo({ AWS: principal }) });
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
      assert.equal(reasonOf(STRANGER, { identity: [EVERYTHING], resource: allowTo({ AWS: principal }) }), 'allowed');
      assert.equal(
        reasonOf(STRANGER, { identity: [], resource: allowTo({ AWS: principal }) }),
        'no identity policy allows',
      );
    }
    const role = { kind: 'role', arn: 'arn:aws:iam::999999999999:role/app' } as const;
    const toRole = allowTo({ AWS: role.arn });
    assert.equal(reasonOf(role, { identity: [], resource: toRole }), 'no identity policy allows');
    assert.equal(reasonOf(role, { identity: [EVERYTHING], resource: toRole }), 'allowed');
    assert.equal(reasonOf(STRANGER, { identity: [EVERYTHING] }), 'no resource policy allows');
    assert.equal(
      reasonOf(STRANGER, { identity: [EVERYTHING], resource: allowTo({ AWS: ACCOUNT }) }),
      'no resource policy allows',
    );
  });

  it('takes the account of the resource from its ARN or from the request, and does not guess it', () => {
    const queue = { action: 'sqs:SendMessage', resource: 'arn:aws:sqs:eu-central-1:999999999999:images' };
    assert.equal(reasonOf(STRANGER, { identity: [EVERYTHING] }, queue), 'allowed');
    assert.equal(reasonOf(USER, { identity: [EVERYTHING] }, queue), 'no resource policy allows');
    assert.equal(
      reasonOf(STRANGER, { identity: [EVERYTHING] }, { action: 's3:ListAllMyBuckets', resource: '*' }),
      'allowed',
    );
    const { 'aws:ResourceAccount': _, ...context } = request({}).context;
    assert.throws(() => evaluate({ ...request({}), context }, { identity: [EVERYTHING] }), {
      message:
        'Expected s3:GetObject to state aws:ResourceAccount, as arn:aws:s3:::photos/cat.jpg does not tell the account',
    });
  });
});

describe('the policy of a VPC endpoint', () => {
  it('has to allow as well', () => {
    const open = endpoint(allow({ Principal: '*' }));
    const ours = endpoint(allow({ Principal: '*', Condition: { ArnEquals: { 'aws:PrincipalArn': ROLE.arn } } }));
    assert.equal(reasonOf(ROLE, { identity: [EVERYTHING], endpoint: open }), 'allowed');
    assert.equal(reasonOf(ROLE, { identity: [], endpoint: open }), 'no identity policy allows');
    assert.equal(
      reasonOf(ROLE, { identity: [EVERYTHING], endpoint: endpoint() }),
      'the endpoint policy does not allow',
    );
    assert.equal(
      reasonOf(ROLE, { identity: [], resource: allowTo('*'), endpoint: endpoint() }),
      'the endpoint policy does not allow',
    );
    assert.equal(
      reasonOf(ANONYMOUS, { identity: [], resource: allowTo('*'), endpoint: endpoint() }),
      'the endpoint policy does not allow',
    );
    assert.equal(reasonOf(SESSION, { identity: [EVERYTHING], endpoint: ours }), 'allowed');
    assert.equal(reasonOf(USER, { identity: [EVERYTHING], endpoint: ours }), 'the endpoint policy does not allow');
  });
});
