import { attributeOf } from '../cloudformation/attribute-of.ts';
import type { Pseudo, Resolved, ResolvedResource } from '../cloudformation/resolve.ts';
import { type CallSettings, commonContext, functionArn, UNKNOWN } from './call.ts';
import { type Decision, evaluate } from './evaluate.ts';
import type { Policy } from './policy.ts';
import { PolicyError, type PolicyKind } from './policy-error.ts';
import { readDocument, resourcesOf, textsIn } from './stack-resources.ts';

/** How the resources that have policies are named by these, and what those policies are called. */
const ATTACHED = [
  { type: 'AWS::S3::Bucket', policy: 'AWS::S3::BucketPolicy', targets: 'Bucket' },
  { type: 'AWS::SQS::Queue', policy: 'AWS::SQS::QueuePolicy', targets: 'Queues' },
] as const;

/** The policy of each bucket and queue of a template that has one, by the ARN of the bucket or queue. */
export function resourcePolicies(resolved: Resolved, pseudo: Pseudo): Map<string, Policy<'resource'>> {
  const policies = new Map<string, Policy<'resource'>>();
  function attach(policy: ResolvedResource, target: ResolvedResource): void {
    const arn = attributeOf(target, 'Arn', pseudo) ?? '';
    const other = policies.get(arn)?.where.name;
    if (other !== undefined)
      throw new PolicyError(
        `Expected one policy for ${target.LogicalId} but received ${other} and ${policy.LogicalId}`,
      );
    const where = {
      kind: 'resource',
      owner: target.LogicalId,
      name: policy.LogicalId,
      path: ['Resources', policy.LogicalId, 'Properties', 'PolicyDocument'],
    } as const;
    policies.set(arn, readDocument(policy.Properties['PolicyDocument'], where));
  }
  for (const { type, policy: policyType, targets } of ATTACHED)
    for (const policy of resourcesOf(resolved, policyType))
      for (const target of resourcesOf(resolved, type))
        if (textsIn(policy.Properties[targets]).includes(attributeOf(target, 'Ref', pseudo) ?? ''))
          attach(policy, target);
  return policies;
}

/** The bucket of an object; any other ARN itself. */
export const targetOf = (arn: string): string => (/^arn:[^:]+:s3:::/.test(arn) ? (arn.split('/')[0] ?? arn) : arn);

/**
 * Whether Lambda may be the role of the function, without which neither its code nor the poller can do anything.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
 */
export function assumeRole(trust: Policy<'trust'>, settings: CallSettings): Decision {
  const request = {
    action: 'sts:AssumeRole',
    resource: settings.roleArn,
    principal: { kind: 'service', service: 'lambda.amazonaws.com' },
    context: {
      ...commonContext(true, settings),
      'aws:SourceArn': functionArn(settings),
      'aws:SourceAccount': settings.pseudo.AccountId,
    },
    unknown: [...UNKNOWN, 'aws:SourceIp'],
  } as const;
  return evaluate(request, { identity: [], resource: trust });
}

/** What a role of a template may do, and who may be it. */
type RolePolicies = {
  identity: readonly Policy<'identity'>[];
  boundary?: Policy<'boundary'>;
  trust: Policy<'trust'>;
};

type InlinePolicy = { PolicyName?: unknown; PolicyDocument?: unknown };

/**
 * Collects the policies of a role: its own, and those that the template attaches to it. Throws PolicyError for a
 * managed policy of elsewhere, for what it allows is not known here.
 */
export function rolePolicies(role: ResolvedResource, resolved: Resolved, pseudo: Pseudo): RolePolicies {
  const { LogicalId: owner, Properties: properties } = role;
  const name = attributeOf(role, 'Ref', pseudo) ?? '';
  const managed = resourcesOf(resolved, 'AWS::IAM::ManagedPolicy');

  const ofResource = <Kind extends PolicyKind>(kind: Kind, resource: ResolvedResource): Policy<Kind> =>
    readDocument(resource.Properties['PolicyDocument'], {
      kind,
      owner,
      name: resource.LogicalId,
      path: ['Resources', resource.LogicalId, 'Properties', 'PolicyDocument'],
    });
  function managedPolicy(arn: string): ResolvedResource {
    const found = managed.find((each) => attributeOf(each, 'Ref', pseudo) === arn);
    if (found) return found;
    throw new PolicyError(`Expected ${owner} to have policies of the template alone but received ${arn}`);
  }

  const inline = ([properties['Policies'] ?? []].flat() as InlinePolicy[]).map((policy, index) =>
    readDocument(policy.PolicyDocument, {
      kind: 'identity',
      owner,
      name: String(policy.PolicyName),
      path: ['Resources', owner, 'Properties', 'Policies', index, 'PolicyDocument'],
    }),
  );
  const attached = [
    ...resourcesOf(resolved, 'AWS::IAM::RolePolicy').filter(({ Properties }) => Properties['RoleName'] === name),
    ...[...resourcesOf(resolved, 'AWS::IAM::Policy'), ...managed].filter(({ Properties }) =>
      textsIn(Properties['Roles']).includes(name),
    ),
    ...textsIn(properties['ManagedPolicyArns']).map(managedPolicy),
  ];
  const limit = properties['PermissionsBoundary'];
  return {
    identity: [...inline, ...[...new Set(attached)].map((resource) => ofResource('identity', resource))],
    ...(limit !== undefined && { boundary: ofResource('boundary', managedPolicy(String(limit))) }),
    trust: readDocument(properties['AssumeRolePolicyDocument'], {
      kind: 'trust',
      owner,
      name: 'the trust policy',
      path: ['Resources', owner, 'Properties', 'AssumeRolePolicyDocument'],
    }),
  };
}
