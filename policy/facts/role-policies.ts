import type { ResolvedResource } from '../../src/aws/cloudformation/attribute-of.ts';
import { refOf, valueAt } from '../engine/deployed.ts';
import type { RuleContext } from '../engine/rule.ts';
import { isUnknowable, listOf } from '../engine/values.ts';
import { documentsOf, type PolicyDocument } from './statements.ts';

/**
 * The identity policies of a role: its own, and those of the stack that are attached to it, or to a role that cannot be
 * known: it may be this one.
 */
export const rolePolicies = (context: RuleContext, role: ResolvedResource): PolicyDocument[] =>
  documentsOf(context).filter(({ kind, owner }) => {
    if (kind !== 'identity') return false;
    const names = [...listOf(valueAt(owner, ['Roles'])), ...listOf(valueAt(owner, ['RoleName']))];
    const isAttached = names.some((name) => name === refOf(context, role) || isUnknowable(name));
    const managed = listOf(valueAt(role, ['ManagedPolicyArns']));
    return (
      owner.LogicalId === role.LogicalId ||
      (owner.Type !== 'AWS::IAM::Role' && isAttached) ||
      (owner.Type === 'AWS::IAM::ManagedPolicy' && managed.includes(refOf(context, owner)))
    );
  });
