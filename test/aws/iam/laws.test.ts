import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { evaluate } from '../../../src/aws/iam/evaluate.ts';
import {
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
  USER,
} from './policies.ts';

// Few values each, so that statements meet requests often.
const ACTIONS = ['s3:GetObject', 's3:PutObject', 'sqs:SendMessage'];
const RESOURCES = ['arn:aws:s3:::photos/a', 'arn:aws:s3:::photos/b', 'arn:aws:sqs:eu-central-1:111122223333:q'];
const PRINCIPALS = [USER, ROLE, SESSION, STRANGER, S3_SERVICE];

const condition = fc.constantFrom(
  undefined,
  { StringEquals: { 's3:prefix': 'a' } },
  { StringNotEquals: { 's3:prefix': 'a' } },
  { StringEqualsIfExists: { 's3:prefix': ['b', 'c'] } },
  { Null: { 's3:prefix': 'true' } },
  { Bool: { 'aws:SecureTransport': 'false' } },
);
const principal = fc.constantFrom(
  '*',
  { AWS: '111122223333' },
  { AWS: [USER.arn, ROLE.arn] },
  { AWS: SESSION.arn },
  { AWS: STRANGER.arn },
  { Service: 's3.amazonaws.com' },
);
const some = <Value>(...values: Value[]) => fc.subarray(values, { minLength: 1 });

const base = fc
  .record({
    Effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
    Action: some(...ACTIONS, 's3:*', '*'),
    Resource: some(...RESOURCES, 'arn:aws:s3:::photos/*', '*'),
    Condition: condition,
    not: fc.boolean(),
  })
  .map(
    ({ Effect, Action, Resource, Condition, not }): Record<string, unknown> => ({
      Effect,
      ...(not ? { NotAction: Action } : { Action }),
      Resource,
      ...(Condition && { Condition }),
    }),
  );
const own = fc.array(base, { maxLength: 4 });
const attached = fc.array(
  fc.tuple(base, principal).map(([statement, Principal]) => ({ ...statement, Principal })),
  { maxLength: 4 },
);

const situation = fc.record({
  own,
  attached,
  limit: fc.option(own, { nil: undefined }),
  through: fc.option(attached, { nil: undefined }),
  request: fc
    .record({
      action: fc.constantFrom(...ACTIONS),
      resource: fc.constantFrom(...RESOURCES),
      principal: fc.constantFrom(...PRINCIPALS),
      context: fc.record(
        { 's3:prefix': fc.constantFrom('a', 'b'), 'aws:SecureTransport': fc.constantFrom('true', 'false') },
        { requiredKeys: ['aws:SecureTransport'] },
      ),
    })
    .map(request),
});
type Situation = typeof situation extends fc.Arbitrary<infer Value> ? Value : never;

const decide = (of: Situation) =>
  evaluate(of.request, {
    identity: [identity(...of.own)],
    resource: resource(...of.attached),
    ...(of.limit && { boundary: boundary(...of.limit) }),
    ...(of.through && { endpoint: endpoint(...of.through) }),
  });

const check = (law: fc.IRawProperty<unknown>) => fc.assert(law, { numRuns: 500 });

describe('the laws of evaluation', () => {
  it('let a Deny that applies always win', () => {
    const everything = deny();
    check(
      fc.property(situation, (of) => {
        for (const denied of [
          { ...of, own: [...of.own, everything] },
          { ...of, attached: [...of.attached, { ...everything, Principal: '*' }] },
        ])
          assert.equal(decide(denied).reason, 'explicit deny');
      }),
    );
  });

  it('never deny more for another Allow', () => {
    check(
      fc.property(situation, base, principal, (of, statement, Principal) => {
        const more = { ...statement, Effect: 'Allow' };
        if (!decide(of).allowed) return;
        assert.ok(decide({ ...of, own: [...of.own, more] }).allowed);
        assert.ok(decide({ ...of, attached: [...of.attached, { ...more, Principal }] }).allowed);
      }),
    );
  });

  it('never allow more for another Deny, or for a boundary or an endpoint', () => {
    check(
      fc.property(situation, base, principal, (of, statement, Principal) => {
        if (decide(of).allowed) return;
        const less = { ...statement, Effect: 'Deny' };
        const withDeny = { ...of, own: [...of.own, less], attached: [...of.attached, { ...less, Principal }] };
        assert.ok(!decide(withDeny).allowed);
        if (!of.limit) assert.ok(!decide({ ...of, limit: [statement] }).allowed);
        if (!of.through) assert.ok(!decide({ ...of, through: [{ ...statement, Principal }] }).allowed);
      }),
    );
  });

  it('do not depend on the order of statements', () => {
    check(
      fc.property(situation, (of) => {
        const turned = decide({ ...of, own: of.own.toReversed(), attached: of.attached.toReversed() });
        const { allowed, reason, statements } = decide(of);
        assert.deepEqual(
          [turned.allowed, turned.reason, turned.statements.length],
          [allowed, reason, statements.length],
        );
      }),
    );
  });

  it('allow nothing that no statement allows', () => {
    check(
      fc.property(situation, (of) => {
        const { allowed, statements } = decide(of);
        assert.ok(!allowed || statements.some(({ effect }) => effect === 'Allow'));
        assert.ok(!allowed || statements.every(({ effect }) => effect === 'Allow'));
      }),
    );
  });
});
