import { apply, type Match } from './apply.ts';
import { parseArn } from './arn.ts';
import { type Decision, matched, type Reason } from './decision.ts';
import { explain } from './explain.ts';
import { createLookup } from './lookup.ts';
import type { Policies } from './policies.ts';
import type { Policy } from './policy.ts';
import { PolicyError } from './policy-error.ts';
import { accountOf, isIamPrincipal } from './principal.ts';
import type { Request } from './request.ts';
import type { PolicyKind } from './where.ts';

/** Key policies and trust policies have to allow by themselves; for anything else either policy is enough. */
const needsResourcePolicy = (action: string): boolean => /^(kms:|sts:assumerole)/i.test(action);

/** The account of the resource: from its ARN, from aws:ResourceAccount, or for `*` the one of whoever asks. */
function resourceAccount({ action, resource, context }: Request, own: string): string {
  if (resource === '*') return own;
  const stated = Object.entries(context).find(([key]) => key.toLowerCase() === 'aws:resourceaccount')?.[1];
  const account = parseArn(resource)?.account || [stated].flat()[0];
  if (account) return account;
  throw new PolicyError(`Expected ${action} to state aws:ResourceAccount, as ${resource} does not tell the account`);
}

function refusal(request: Request, policies: Policies, allows: readonly Match[]): Reason | undefined {
  const { action, principal } = request;
  const of = (...kinds: PolicyKind[]) => allows.filter(({ statement }) => kinds.includes(statement.where.kind));
  const grades = new Set(of('resource', 'trust').map(({ grade }) => grade));
  const throughEndpoint = !policies.endpoint || of('endpoint').length > 0;
  const atLast = throughEndpoint ? undefined : 'the endpoint policy does not allow';
  if (!isIamPrincipal(principal)) return grades.size > 0 ? atLast : 'no resource policy allows';

  const withinBoundary = !policies.boundary || of('boundary').length > 0;
  const account = accountOf(principal);
  const isSameAccount = resourceAccount(request, account) === account;
  if (isSameAccount && grades.has('direct')) return atLast;
  if (isSameAccount && grades.has('role') && withinBoundary) return atLast;
  if (of('identity').length === 0) return 'no identity policy allows';
  if (!withinBoundary) return 'the permissions boundary does not allow';
  const isEnough = grades.size > 0 || (isSameAccount && !needsResourcePolicy(action));
  return isEnough ? atLast : 'no resource policy allows';
}

/**
 * Decides as AWS does: any Deny that applies wins; within an account an Allow of the identity or of the resource is
 * enough, across accounts both are needed; a permissions boundary limits what the identity's policies give; the policy
 * of a VPC endpoint has to allow as well. Policies of organisations and sessions do not occur.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 *
 * Throws PolicyError when a policy asks for what the request does not tell.
 */
export function evaluate(request: Request, policies: Policies): Decision {
  const lookup = createLookup(request);
  const all: Policy[] = [
    ...policies.identity,
    ...[policies.boundary, policies.resource, policies.endpoint].filter((policy) => policy !== undefined),
  ];
  const matches = all
    .flatMap(({ statements }) => statements)
    .flatMap((statement) => apply(statement, request, lookup, policies.boundary !== undefined) ?? []);
  const inForce = matches.filter(({ unmet }) => unmet.length === 0);
  const denies = inForce.filter(({ statement }) => statement.effect === 'Deny');
  const allows = inForce.filter(({ statement }) => statement.effect === 'Allow');
  const reason = denies.length > 0 ? 'explicit deny' : refusal(request, policies, allows);
  const statements = (denies.length > 0 ? denies : allows).map(({ statement }) => matched(statement));
  if (!reason) return { allowed: true, reason: 'allowed', statements };
  return { allowed: false, reason, statements, missing: explain(reason, request, policies, matches) };
}
