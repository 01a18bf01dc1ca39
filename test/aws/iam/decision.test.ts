import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { evaluate } from '../../../src/aws/iam/evaluate.ts';
import type { Policies } from '../../../src/aws/iam/policies.ts';
import type { Principal } from '../../../src/aws/iam/principal.ts';
import {
  ANONYMOUS,
  allow,
  boundary,
  deny,
  EVERYTHING,
  endpoint,
  identity,
  NOTHING,
  ROLE,
  request,
  resource,
  USER,
} from './policies.ts';

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
        { policy: { kind: 'identity', owner: 'Worker', name: 'worker' }, index: 1, sid: 'Read', effect: 'Allow' },
        { policy: { kind: 'endpoint', owner: 'S3Endpoint', name: 'S3Endpoint' }, index: 0, effect: 'Allow' },
      ],
    });
  });

  it('says which statement denies, or what no statement allows', () => {
    const denied = evaluate(request({}), {
      identity: [EVERYTHING],
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
    assert.equal(missing(ROLE, { identity: [NOTHING, NOTHING] }), `No statement of Worker allows ${what}`);
    assert.equal(missing(USER, { identity: [] }), `No statement of ${USER.arn} allows ${what}`);
    assert.equal(
      missing(ANONYMOUS, { identity: [] }),
      `No statement of a policy of arn:aws:s3:::photos/cat.jpg allows ${what} to anonymous requests`,
    );
    assert.equal(
      missing(ROLE, { identity: [EVERYTHING], endpoint: endpoint() }),
      `No statement of S3Endpoint allows ${what}`,
    );
    assert.equal(
      missing(ROLE, { identity: [EVERYTHING], boundary: boundary() }),
      `No statement of Boundary allows ${what}`,
    );
  });
});
