import type { ResolvedResource } from '../../src/aws/cloudformation/attribute-of.ts';
import { findingAt } from '../engine/deployed.ts';
import type { Finding, RuleContext } from '../engine/rule.ts';
import { documentsOf, type Statement, statementsIn } from './statements.ts';

/** What a statement must say to refuse every request without TLS to these resources, and nothing that weakens it. */
function refusesPlainHttp(statement: Statement, action: string, resources: readonly string[]): boolean {
  const [condition, ...others] = statement.conditions;
  return (
    statement.element('Effect') === 'Deny' &&
    statement.principals.length === 1 &&
    ['*', 'AWS *'].includes(statement.principals[0] ?? '') &&
    statement.actions.includes(action) &&
    resources.every((resource) => statement.resources.includes(resource)) &&
    others.length === 0 &&
    condition?.operator === 'Bool' &&
    condition.key === 'aws:securetransport' &&
    condition.values.length === 1 &&
    condition.values[0] === 'false' // alone: a second condition would have to hold too, and let plain HTTP pass
  );
}

/** A finding when none of the policies that hang on the resource refuses plain HTTP to it. */
export function expectTlsOnly(
  context: RuleContext,
  resource: ResolvedResource,
  policies: readonly ResolvedResource[],
  action: string,
  resources: readonly string[],
): Finding[] {
  const expected = `a policy statement that denies ${action} to everybody on ${resources.join(' and ')} when aws:SecureTransport is "false"`;
  const [policy] = policies;
  if (!policy) return [findingAt(context, resource, [], expected, 'no policy')];
  const statements = documentsOf(context)
    .filter(({ owner }) => policies.includes(owner))
    .flatMap(statementsIn);
  if (statements.some((statement) => refusesPlainHttp(statement, action, resources))) return [];
  const deny = statements.find((statement) => statement.element('Effect') === 'Deny');
  return [
    deny
      ? findingAt(context, deny.owner, deny.path, expected)
      : findingAt(context, policy, ['PolicyDocument', 'Statement'], expected, 'no such statement'),
  ];
}
