import type { Match } from './apply.ts';
import { type Reason, showStatement } from './decision.ts';
import type { Policies } from './policies.ts';
import { showPrincipal } from './principal.ts';
import type { Request } from './request.ts';
import { type PolicyKind, showWhere } from './where.ts';

const KINDS: Readonly<Record<Reason, readonly PolicyKind[]>> = {
  allowed: [],
  'explicit deny': [],
  'no identity policy allows': ['identity'],
  'the permissions boundary does not allow': ['boundary'],
  'no resource policy allows': ['resource', 'trust'],
  'the endpoint policy does not allow': ['endpoint'],
  'no way leads to the service': [],
};

/** Whose statement is missing. */
function holders(reason: Reason, { principal, resource }: Request, policies: Policies): string {
  if (reason === 'no resource policy allows')
    return policies.resource ? showWhere(policies.resource.where) : `a policy of ${resource}`;
  if (reason === 'the endpoint policy does not allow') return policies.endpoint?.where.holder ?? '';
  if (reason === 'the permissions boundary does not allow') return policies.boundary?.where.name ?? '';
  return [...new Set(policies.identity.map(({ where }) => where.holder))].join(', ') || showPrincipal(principal);
}

/** Says in a sentence why a request is denied, with the statement that denies it, or that lacks only a condition. */
export function explain(reason: Reason, request: Request, policies: Policies, matches: readonly Match[]): string {
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
