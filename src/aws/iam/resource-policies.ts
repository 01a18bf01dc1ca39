import { attributeOf } from '../cloudformation/attribute-of.ts';
import type { Pseudo, Resolved, ResolvedResource } from '../cloudformation/resolve.ts';
import type { Policy } from './policy.ts';
import { PolicyError } from './policy-error.ts';
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
