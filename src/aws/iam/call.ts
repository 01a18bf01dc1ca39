import type { Pseudo } from '../cloudformation/resolve.ts';
import type { Route } from './network.ts';
import { PolicyError } from './policy-error.ts';
import type { Principal } from './principal.ts';
import type { Context, Request } from './request.ts';

/** One call that somebody makes on a resource of the stack. */
export type Call = {
  /**
   * `function`: its code. `poller`: Lambda, which takes messages for the function with its role. `s3`: a notification.
   * `uploader`: somebody of the account whose own permissions allow everything.
   */
  principal: 'function' | 'poller' | 's3' | 'uploader';
  /** `s3:GetObjectVersion` */
  action: string;
  resourceArn: string;
  secureTransport: boolean;
  /** Of a notification: the bucket that it is about. */
  sourceArn?: string;
  /** Keys that only this call has, such as s3:versionid; of S3 all that its headers and query set. */
  context?: Context;
};

/** What the requests of all calls have in common. */
export type CallSettings = {
  pseudo: Pseudo;
  roleArn: string;
  functionName: string;
  /** Tags of the role, as aws:PrincipalTag. */
  roleTags: Context;
  now(): Date;
};

// AWS sends these; nobody here can say with which values.
export const UNKNOWN: readonly string[] = [
  'aws:UserAgent',
  'aws:userid',
  'aws:TokenIssueTime',
  'aws:MultiFactorAuthPresent',
  'aws:PrincipalOrgID',
  'aws:PrincipalOrgPaths',
  'aws:ResourceOrgID',
  'aws:ResourceOrgPaths',
  'aws:SourceOrgID',
  'aws:SourceOrgPaths',
  's3:authType',
  's3:signatureAge',
  's3:signatureversion',
  's3:TlsVersion',
  's3:x-amz-content-sha256',
];

export const functionArn = ({ pseudo, functionName }: CallSettings): string =>
  `arn:${pseudo.Partition}:lambda:${pseudo.Region}:${pseudo.AccountId}:function:${functionName}`;

function principalOf({ principal }: Call, { pseudo, roleArn, functionName }: CallSettings): Principal {
  const { Partition, AccountId } = pseudo;
  switch (principal) {
    case 'function': {
      const role = roleArn.slice(roleArn.lastIndexOf('/') + 1);
      const arn = `arn:${Partition}:sts::${AccountId}:assumed-role/${role}/${functionName}`;
      return { kind: 'assumed-role', arn, roleArn };
    }
    case 'poller':
      return { kind: 'role', arn: roleArn };
    case 's3':
      return { kind: 'service', service: 's3.amazonaws.com' };
    case 'uploader':
      return { kind: 'user', arn: `arn:${Partition}:iam::${AccountId}:user/uploader` };
  }
}

function ownContext(call: Call, settings: CallSettings): Context {
  if (call.principal === 's3') {
    if (call.sourceArn === undefined) throw new PolicyError(`Expected ${call.action} of s3 to have a sourceArn`);
    return { 'aws:SourceArn': call.sourceArn, 'aws:SourceAccount': settings.pseudo.AccountId };
  }
  if (call.principal === 'uploader') return {};
  // https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html: not when Lambda polls.
  const source = call.principal === 'function' && { 'lambda:SourceFunctionArn': functionArn(settings) };
  return { ...settings.roleTags, ...source };
}

/** What every request states. The resource counts as one of the stack's account. */
export function commonContext(secureTransport: boolean, { pseudo, now }: CallSettings): Context {
  const time = now();
  return {
    'aws:SecureTransport': String(secureTransport),
    'aws:CurrentTime': time.toISOString(),
    'aws:EpochTime': String(Math.floor(time.getTime() / 1000)),
    'aws:RequestedRegion': pseudo.Region,
    'aws:ResourceAccount': pseudo.AccountId,
    's3:ResourceAccount': pseudo.AccountId,
    'aws:ViaAWSService': 'false',
  };
}

/** The request that AWS would see. */
export function requestOf(call: Call, route: Route, settings: CallSettings): Request {
  return {
    action: call.action,
    resource: call.resourceArn,
    principal: principalOf(call, settings),
    context: {
      ...commonContext(call.secureTransport, settings),
      ...ownContext(call, settings),
      ...(route.kind === 'endpoint' && route.context),
      ...call.context,
    },
    unknown: [...UNKNOWN, route.kind === 'endpoint' ? 'aws:VpcSourceIp' : 'aws:SourceIp'],
  };
}
