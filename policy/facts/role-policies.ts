import type { ResolvedResource } from '../../src/aws/cloudformation/resolve.ts';
import { refOf, valueAt } from '../engine/deployed.ts';
import type { RuleContext } from '../engine/rule.ts';
import { listOf } from '../engine/values.ts';
import { documentsOf, type PolicyDocument } from './statements.ts';

/** The identity policies of a role: its own, and those of the stack that are attached to it. */
export const rolePolicies = (context: RuleContext, role: ResolvedResource): PolicyDocument[] =>
  documentsOf(context).filter(({ kind, owner }) => {
    if (kind !== 'identity') return false;
    const attached = [...listOf(valueAt(owner, ['Roles'])), ...listOf(valueAt(owner, ['RoleName']))];
    const managed = listOf(valueAt(role, ['ManagedPolicyArns']));
    return (
      owner.LogicalId === role.LogicalId ||
      (owner.Type !== 'AWS::IAM::Role' && attached.includes(refOf(context, role))) ||
      (owner.Type === 'AWS::IAM::ManagedPolicy' && managed.includes(refOf(context, owner)))
    );
  });
