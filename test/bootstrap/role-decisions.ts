import type { Resolved } from '../../src/aws/cloudformation/resolve.ts';
import { rolePolicies } from '../../src/aws/iam/attached-policies.ts';
import { commonContext } from '../../src/aws/iam/call.ts';
import { evaluate } from '../../src/aws/iam/evaluate.ts';
import { parsePolicy } from '../../src/aws/iam/policy.ts';
import type { Context } from '../../src/aws/iam/request.ts';
import { ACCOUNT, BOOTSTRAP_PSEUDO } from './bootstrap-stack.ts';

/** One request of a role, with what AWS would say of the resource and of the request. */
export type Asked = { action: string; resource: string; context: Context };

/** As most keys have it: whoever IAM allows, in this account. Without it no policy of a role reaches a key. */
const DELEGATING = parsePolicy(
  {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
      Action: 'kms:*',
      Resource: '*',
    },
  },
  { kind: 'resource', owner: 'Key', name: 'KeyPolicy' },
);

/** Answers whether a role of the bootstrap may do what is asked, by all policies that are attached to it. */
export function allows(resolved: Resolved, id: string): (asked: Asked) => boolean {
  const role = resolved.resources[id];
  if (!role) throw new Error(`Expected the bootstrap to have ${id} but received none`);
  const arn = `arn:aws:iam::${ACCOUNT}:role/${id}`;
  const settings = { pseudo: BOOTSTRAP_PSEUDO, roleArn: arn, functionName: '', roleTags: {}, now: () => new Date(0) };
  const { identity } = rolePolicies(role, resolved, BOOTSTRAP_PSEUDO);
  const principal = { kind: 'role', arn } as const;
  const common = commonContext(true, settings);
  return ({ action, resource, context }) =>
    evaluate(
      { action, resource, principal, context: { ...common, 'aws:ResourceAccount': ACCOUNT, ...context } },
      { identity, ...(action.startsWith('kms:') && { resource: DELEGATING }) },
    ).allowed;
}
