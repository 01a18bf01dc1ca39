import type { ResolvedResource } from '../../cloudformation/resolve.ts';
import { checkKnown } from '../syntax/unknown-part.ts';
import { type AlarmActions, readActions } from './alarm-actions.ts';
import { type CompositeRule, readCompositeRule } from './composite-rule.ts';

/** An AWS::CloudWatch::CompositeAlarm. */
export type CompositeAlarm = {
  logicalId: string;
  name: string;
  description: string;
  actions: AlarmActions;
  rule: CompositeRule;
};

/** Without the suppression of actions, which the model does not know. */
const KNOWN = [
  ...['AlarmName', 'AlarmDescription', 'AlarmRule', 'Tags'],
  ...['ActionsEnabled', 'AlarmActions', 'OKActions', 'InsufficientDataActions'],
];

/** Reads a composite alarm of a resolved template; `name` is what Ref gives. Throws UnknownPart. */
export function readCompositeAlarm({ LogicalId, Properties }: ResolvedResource, name: string): CompositeAlarm {
  checkKnown(LogicalId, Properties, KNOWN);
  return {
    logicalId: LogicalId,
    name,
    description: String(Properties['AlarmDescription'] ?? ''),
    actions: readActions(Properties),
    rule: readCompositeRule(String(Properties['AlarmRule'])),
  };
}
