import { attributeOf } from '../cloudformation/attribute-of.ts';
import type { Pseudo, Resolved, ResolvedResource } from '../cloudformation/resolve.ts';
import type { Policy } from './policy.ts';
import { PolicyError } from './policy-error.ts';
import { readDocument } from './stack-document.ts';
import { resourcesOf, textsIn } from './stack-resources.ts';
import type { PolicyKind } from './where.ts';

/** What a role of a template may do, and who may be it. */
export type RolePolicies = {
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
  const { LogicalId: holder, Properties: properties } = role;
  const name = attributeOf(role, 'Ref', pseudo) ?? '';
  const managed = resourcesOf(resolved, 'AWS::IAM::ManagedPolicy');

  const ofResource = <Kind extends PolicyKind>(kind: Kind, resource: ResolvedResource): Policy<Kind> =>
    readDocument(resource.Properties['PolicyDocument'], {
      kind,
      holder,
      name: resource.LogicalId,
      path: ['Resources', resource.LogicalId, 'Properties', 'PolicyDocument'],
    });
  function managedPolicy(arn: string): ResolvedResource {
    const found = managed.find((each) => attributeOf(each, 'Ref', pseudo) === arn);
    if (found) return found;
    throw new PolicyError(`Expected ${holder} to have policies of the template alone but received ${arn}`);
  }

  const inline = ([properties['Policies'] ?? []].flat() as InlinePolicy[]).map((policy, index) =>
    readDocument(policy.PolicyDocument, {
      kind: 'identity',
      holder,
      name: String(policy.PolicyName),
      path: ['Resources', holder, 'Properties', 'Policies', index, 'PolicyDocument'],
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
      holder,
      name: 'the trust policy',
      path: ['Resources', holder, 'Properties', 'AssumeRolePolicyDocument'],
    }),
  };
}
