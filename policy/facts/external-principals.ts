import { findingAt } from '../engine/deployed.ts';
import type { Finding, RuleContext } from '../engine/rule.ts';
import { isHidden } from '../engine/values.ts';
import type { Statement } from './statements.ts';

const account = (arnOrId: string): string => (arnOrId.startsWith('arn:') ? (arnOrId.split(':')[4] ?? '') : arnOrId);

/** Why a principal must not be let in; undefined when it is a service or belongs to the account itself. */
function externalPrincipal(context: RuleContext, principal: string): string | undefined {
  if (isHidden(principal)) return 'a principal that cannot be known here';
  if (principal === '*' || principal.endsWith(' *')) return `everybody (${principal})`;
  const [kind, name = ''] = principal.split(' ');
  if (kind === 'Service') return undefined;
  if (kind === 'AWS' && account(name) === context.settings.pseudo.AccountId) return undefined;
  return principal;
}

/**
 * Findings for external principals of a statement (everybody, other accounts, all but some) and for every action. `families`
 * are actions with a wildcard that are as good as a name.
 */
export function findExternalPrincipals(
  context: RuleContext,
  statement: Statement,
  families: readonly string[] = [],
): Finding[] {
  if (!statement.allows) return [];
  const { owner, path } = statement;
  const negations = ['NotPrincipal', 'NotAction'].filter((name) => statement.element(name) !== undefined);
  const wide = statement.actions.filter(
    (action) => (action.includes('*') && !families.includes(action)) || isHidden(action),
  );
  return [
    ...negations.map((name) =>
      findingAt(context, owner, [...path, name], `${name.slice(3)} instead of ${name} in an Allow`),
    ),
    ...statement.principals
      .map((principal) => externalPrincipal(context, principal))
      .filter((found) => found !== undefined)
      .map((found) =>
        findingAt(context, owner, [...path, 'Principal'], 'services and principals of this account alone', found),
      ),
    ...wide.map((action) =>
      findingAt(context, owner, [...path, 'Action'], 'actions by their names, without wildcards', action),
    ),
  ];
}
