import { findingAt } from '../engine/deployed.ts';
import type { Finding, Judged } from '../engine/rule.ts';
import { isHidden } from '../engine/values.ts';
import type { Statement } from './statements.ts';

const account = (arnOrId: string): string => (arnOrId.startsWith('arn:') ? (arnOrId.split(':')[4] ?? '') : arnOrId);

/** Why a principal must not be let in; undefined when it is a service or belongs to the account itself. */
function strangeness(judged: Judged, principal: string): string | undefined {
  if (isHidden(principal)) return 'a principal that cannot be known here';
  if (principal === '*' || principal.endsWith(' *')) return `everybody (${principal})`;
  const [kind, name = ''] = principal.split(' ');
  if (kind === 'Service') return undefined;
  if (kind === 'AWS' && account(name) === judged.settings.pseudo.AccountId) return undefined;
  return principal;
}

/**
 * Findings for whom and what a statement lets in: everybody, other accounts, all but some, or every action. `families`
 * are actions with a wildcard that are as good as a name.
 */
export function findStrangers(judged: Judged, statement: Statement, families: readonly string[] = []): Finding[] {
  if (!statement.allows) return [];
  const { owner, path } = statement;
  const negations = ['NotPrincipal', 'NotAction'].filter((name) => statement.element(name) !== undefined);
  const wide = statement.actions.filter(
    (action) => (action.includes('*') && !families.includes(action)) || isHidden(action),
  );
  return [
    ...negations.map((name) =>
      findingAt(judged, owner, [...path, name], `${name.slice(3)} instead of ${name} in an Allow`),
    ),
    ...statement.principals
      .map((principal) => strangeness(judged, principal))
      .filter((found) => found !== undefined)
      .map((found) =>
        findingAt(judged, owner, [...path, 'Principal'], 'services and principals of this account alone', found),
      ),
    ...wide.map((action) =>
      findingAt(judged, owner, [...path, 'Action'], 'actions by their names, without wildcards', action),
    ),
  ];
}
