import type { ResolvedResource } from '../../src/aws/cloudformation/attribute-of.ts';
import { arnOf, ofType, refOf, valueAt } from '../engine/deployed.ts';
import type { RuleContext } from '../engine/rule.ts';
import { statementsOf } from './statements.ts';
import { matches } from './wildcards.ts';

/** The key of the stack that a name, id, ARN or alias means; undefined when it is not of this stack. */
export function keyOf(context: RuleContext, id: unknown): ResolvedResource | undefined {
  const alias = ofType(context, 'AWS::KMS::Alias').find((entry) => valueAt(entry, ['AliasName']) === id);
  const target = alias ? valueAt(alias, ['TargetKeyId']) : id;
  return ofType(context, 'AWS::KMS::Key').find((key) =>
    [refOf(context, key), arnOf(context, key)].includes(String(target)),
  );
}

/** Whether all that uses a key are topics: what they encrypt with it is gone once it is delivered. */
export function isForTopicsAlone({ resolved }: RuleContext, { LogicalId }: ResolvedResource): boolean {
  const users = Object.values(resolved.resources).filter((other) =>
    resolved.references[other.LogicalId]?.includes(LogicalId),
  );
  return users.length > 0 && users.every(({ Type }) => Type === 'AWS::SNS::Topic');
}

/**
 * Whether the policy of a key lets a service make data keys and decrypt, which sending to an encrypted target takes, and
 * denies it neither.
 */
export function admitsService(context: RuleContext, { LogicalId }: ResolvedResource, service: string): boolean {
  const statements = statementsOf(context, 'resource').filter(
    ({ owner, principals }) =>
      owner.LogicalId === LogicalId && [`Service ${service}`, '*'].some((name) => principals.includes(name)),
  );
  const is = (allows: boolean, action: string) =>
    statements.some((each) => each.allows === allows && each.actions.some((pattern) => matches(pattern, action)));
  return ['kms:GenerateDataKey', 'kms:Decrypt'].every((action) => is(true, action) && !is(false, action));
}
