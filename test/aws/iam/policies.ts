import { evaluate, type Reason } from '../../../src/aws/iam/evaluate.ts';
import type { Policies } from '../../../src/aws/iam/policies.ts';
import { type Policy, parsePolicy } from '../../../src/aws/iam/policy.ts';
import type { Principal } from '../../../src/aws/iam/principal.ts';
import type { Request } from '../../../src/aws/iam/request.ts';

export const ACCOUNT = '111122223333';
export const USER = { kind: 'user', arn: `arn:aws:iam::${ACCOUNT}:user/carlos` } as const;
export const ROLE = { kind: 'role', arn: `arn:aws:iam::${ACCOUNT}:role/app/worker` } as const;
export const SESSION = {
  kind: 'assumed-role',
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/worker/run-1`,
  roleArn: ROLE.arn,
} as const;
export const STRANGER = { kind: 'user', arn: 'arn:aws:iam::999999999999:user/eve' } as const;
export const S3_SERVICE = { kind: 'service', service: 's3.amazonaws.com' } as const;
export const ANONYMOUS = { kind: 'anonymous' } as const;

/** What every request to AWS states. */
export const ALWAYS = {
  'aws:SecureTransport': 'true',
  'aws:CurrentTime': '2026-10-01T12:00:00Z',
  'aws:EpochTime': '1790942400',
  'aws:RequestedRegion': 'eu-central-1',
  'aws:ViaAWSService': 'false',
  'aws:ResourceAccount': ACCOUNT,
};

/** A request with what a test does not care about filled in. */
export const request = (of: Partial<Request>): Request => ({
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::photos/cat.jpg',
  principal: USER,
  ...of,
  context: { ...ALWAYS, ...of.context },
});

type Statement = Record<string, unknown>;

const document = (statements: readonly Statement[]) => ({ Version: '2012-10-17', Statement: statements });

export const identity = (...statements: Statement[]): Policy<'identity'> =>
  parsePolicy(document(statements), { kind: 'identity', owner: 'Worker', name: 'worker' });

export const boundary = (...statements: Statement[]): Policy<'boundary'> =>
  parsePolicy(document(statements), { kind: 'boundary', owner: 'Worker', name: 'Boundary' });

export const resource = (...statements: Statement[]): Policy<'resource'> =>
  parsePolicy(document(statements), { kind: 'resource', owner: 'Photos', name: 'PhotosPolicy' });

export const trust = (...statements: Statement[]): Policy<'trust'> =>
  parsePolicy(document(statements), { kind: 'trust', owner: 'Worker', name: 'the trust policy' });

export const endpoint = (...statements: Statement[]): Policy<'endpoint'> =>
  parsePolicy(document(statements), { kind: 'endpoint', owner: 'S3Endpoint', name: 'S3Endpoint' });

/** A statement on everything, changed by `of`. */
export const allow = (of: Statement = {}): Statement => ({ Effect: 'Allow', Action: '*', Resource: '*', ...of });
export const deny = (of: Statement = {}): Statement => ({ Effect: 'Deny', Action: '*', Resource: '*', ...of });

/** Why such a request of a principal is decided as it is. */
export const reasonOf = (principal: Principal, policies: Policies, of: Partial<Request> = {}): Reason =>
  evaluate(request({ ...of, principal }), policies).reason;

export const NOTHING = identity();
export const EVERYTHING = identity(allow());
export const allowTo = (principal: unknown): Policy<'resource'> => resource(allow({ Principal: principal }));
