import { PolicyError, parseArn } from './policy-error.ts';

/**
 * Who sends a request. `role` is a session of that role whose name does not matter; `assumed-role` is a named session,
 * with the ARN of its role, because a session's ARN leaves out the path of the role.
 */
export type Principal =
  | { kind: 'role'; arn: string }
  | { kind: 'assumed-role'; arn: string; roleArn: string }
  | { kind: 'user'; arn: string }
  | { kind: 'service'; service: string }
  | { kind: 'federated'; provider: string }
  | { kind: 'anonymous' };

/** A principal that has policies of its own. */
export type IamPrincipal = Extract<Principal, { arn: string }>;

export const isIamPrincipal = (principal: Principal): principal is IamPrincipal => 'arn' in principal;

/** The account of a user or role. */
export function accountOf(principal: IamPrincipal): string {
  const account = parseArn(principal.arn)?.account;
  if (!account) throw new PolicyError(`Expected the ARN of a principal with its account but received ${principal.arn}`);
  return account;
}

/** For messages. */
export const showPrincipal = (principal: Principal): string =>
  isIamPrincipal(principal)
    ? principal.arn
    : principal.kind === 'service'
      ? principal.service
      : principal.kind === 'federated'
        ? principal.provider
        : 'anonymous requests';

/**
 * The keys that follow from the principal; a role's sessions show the ARN of the role.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable
 */
export function principalContext(principal: Principal): Record<string, string> {
  switch (principal.kind) {
    case 'service':
      return { 'aws:PrincipalIsAWSService': 'true', 'aws:PrincipalServiceName': principal.service };
    case 'federated':
      return { 'aws:FederatedProvider': principal.provider };
    case 'anonymous':
      return { 'aws:PrincipalType': 'Anonymous', 'aws:PrincipalAccount': 'anonymous', 'aws:userid': 'anonymous' };
    default:
      return {
        'aws:PrincipalIsAWSService': 'false',
        'aws:PrincipalType': principal.kind === 'user' ? 'User' : 'AssumedRole',
        'aws:PrincipalAccount': accountOf(principal),
        'aws:PrincipalArn': principal.kind === 'assumed-role' ? principal.roleArn : principal.arn,
        ...(principal.kind === 'user' && { 'aws:username': principal.arn.slice(principal.arn.lastIndexOf('/') + 1) }),
      };
  }
}
