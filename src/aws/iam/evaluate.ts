import { coversAction, coversResource, gradeOf, type PrincipalElement, type Specificity } from './elements.ts';
import { createLookup, type Lookup } from './lookup.ts';
import type { Policies } from './policies.ts';
import type { Policy } from './policy.ts';
import { PolicyError, type PolicyKind, parseArn, showWhere, type Where } from './policy-error.ts';
import { accountOf, isIamPrincipal, type Principal, showPrincipal } from './principal.ts';
import type { Request } from './request.ts';
import type { Effect, Statement } from './statement.ts';

/** A statement that is about a request; with conditions that do not hold it has no effect on it. */
type Match = { statement: Statement; specificity: Specificity; unmet: readonly string[] };

/** Whether a statement is about the request: action, principal and resource. Undefined when it is not. */
function apply(statement: Statement, request: Request, lookup: Lookup, hasBoundary: boolean): Match | undefined {
  const { actions, principals, resources, conditions } = statement;
  if (!coversAction(actions, request.action)) return undefined;
  const specificity = principals ? coverPrincipal(principals, request.principal, hasBoundary) : 'direct';
  if (!specificity || (resources && !coversResource(resources, request.resource, lookup))) return undefined;
  return { statement, specificity, unmet: conditions.filter(({ holds }) => !holds(lookup)).map(({ text }) => text) };
}

const ORDER: readonly Specificity[] = ['direct', 'role', 'account'];

/**
 * NotPrincipal spares whom it names in full: the account, the role and the session, or the account and the user.
 * A principal with a permissions boundary is never excepted.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
function isSpared(element: PrincipalElement, principal: Principal, hasBoundary: boolean): boolean {
  const grades = new Set(element.entries.map((entry) => gradeOf(entry, principal)));
  if (!isIamPrincipal(principal)) return grades.has('direct');
  if (hasBoundary || !grades.has('account')) return false;
  if (principal.kind === 'user') return grades.has('direct');
  if (principal.kind === 'role' && grades.has('role'))
    throw new PolicyError(`Expected the session of ${principal.arn} to be named, for NotPrincipal asks for it`);
  return grades.has('role') && grades.has('direct');
}

/** The strongest way in which a statement names the principal; undefined when it is not about them. */
function coverPrincipal(
  element: PrincipalElement,
  principal: Principal,
  hasBoundary: boolean,
): Specificity | undefined {
  if (element.not) return isSpared(element, principal, hasBoundary) ? undefined : 'direct';
  const grades = element.entries.map((entry) => gradeOf(entry, principal));
  return ORDER.find((specificity) => grades.includes(specificity));
}

/** Why a request is allowed, or why not. */
export type Reason =
  | 'allowed'
  | 'explicit deny'
  | 'no identity policy allows'
  | 'the permissions boundary does not allow'
  | 'no resource policy allows'
  | 'the endpoint policy does not allow'
  | 'no route leads to the service';

/** A statement that had a part in a decision, and where it is. */
export type MatchedStatement = { policy: Where; index: number; sid?: string; effect: Effect };

/** What became of a request. */
export type Decision = {
  allowed: boolean;
  reason: Reason;
  /** What allowed it, what denied it, or what would have allowed it but for another policy. */
  statements: readonly MatchedStatement[];
  /** Of a denied request: a sentence for a reviewer, such as "No statement of ImageFunctionRole allows …". */
  missing?: string;
};

export const matched = ({ where, index, sid, effect }: Statement): MatchedStatement => ({
  policy: where,
  index,
  ...(sid !== undefined && { sid }),
  effect,
});

/** The Sid of a statement, or its place in its policy, for messages. */
export const showStatement = ({ sid, index }: { sid?: string; index: number }): string => sid || `${index}`;

const KINDS: Readonly<Record<Reason, readonly PolicyKind[]>> = {
  allowed: [],
  'explicit deny': [],
  'no identity policy allows': ['identity'],
  'the permissions boundary does not allow': ['boundary'],
  'no resource policy allows': ['resource', 'trust'],
  'the endpoint policy does not allow': ['endpoint'],
  'no route leads to the service': [],
};

/** Whose statement is missing. */
function holders(reason: Reason, { principal, resource }: Request, policies: Policies): string {
  if (reason === 'no resource policy allows')
    return policies.resource ? showWhere(policies.resource.where) : `a policy of ${resource}`;
  if (reason === 'the endpoint policy does not allow') return policies.endpoint?.where.owner ?? '';
  if (reason === 'the permissions boundary does not allow') return policies.boundary?.where.name ?? '';
  return [...new Set(policies.identity.map(({ where }) => where.owner))].join(', ') || showPrincipal(principal);
}

/** Says in a sentence why a request is denied, with the statement that denies it, or that lacks only a condition. */
function explain(reason: Reason, request: Request, policies: Policies, matches: readonly Match[]): string {
  const what = `${request.action} on ${request.resource}`;
  const denying = matches.find(({ statement, unmet }) => statement.effect === 'Deny' && unmet.length === 0);
  if (reason === 'explicit deny' && denying)
    return `Statement ${showStatement(denying.statement)} of ${showWhere(denying.statement.where)} denies ${what}`;
  const nearest = matches.find(
    ({ statement, unmet }) =>
      statement.effect === 'Allow' && KINDS[reason].includes(statement.where.kind) && unmet.length > 0,
  );
  const hint = nearest ? `: of ${showStatement(nearest.statement)}, ${nearest.unmet.join(' and ')} does not hold` : '';
  const who = reason === 'no resource policy allows' ? ` to ${showPrincipal(request.principal)}` : '';
  return `No statement of ${holders(reason, request, policies)} allows ${what}${who}${hint}`;
}

/** Key policies and trust policies have to allow by themselves; for anything else either policy is enough. */
const needsResourcePolicy = (action: string): boolean => /^(kms:|sts:assumerole)/i.test(action);

/** The account of the resource: from its ARN, from aws:ResourceAccount, or for `*` that of the principal. */
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
  const grades = new Set(of('resource', 'trust').map(({ specificity }) => specificity));
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
