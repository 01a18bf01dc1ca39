import type { ResolvedResource } from '../../src/aws/cloudformation/resolve.ts';
import { arnOf, ofType, refOf, valueAt } from '../engine/deployed.ts';
import type { RuleContext } from '../engine/rule.ts';
import { isHidden, listOf } from '../engine/values.ts';

/** One term of a rule: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html */
const TERM = String.raw`ALARM\(\s*(?:"([^"]+)"|([^"()\s]+))\s*\)`;
const NAMED = new RegExp(String.raw`(?<!NOT\s*)\b${TERM}`, 'g');
const ANY_OF = new RegExp(String.raw`^\s*${TERM}(?:\s+OR\s+${TERM})*\s*$`);

export const compositesOf = (context: RuleContext): readonly ResolvedResource[] =>
  ofType(context, 'AWS::CloudWatch::CompositeAlarm');

const ruleOf = (composite: ResolvedResource): string => {
  const rule = valueAt(composite, ['AlarmRule']);
  return isHidden(rule) ? '' : String(rule ?? '');
};

const named = (rule: string): string[] => [...rule.matchAll(NAMED)].map(([, quoted, bare]) => quoted ?? bare ?? '');

const isOneOf = (context: RuleContext, alarm: ResolvedResource, names: readonly string[]): boolean =>
  names.includes(refOf(context, alarm)) || names.includes(arnOf(context, alarm));

/** The composite alarms whose rule asks whether this alarm has fired. */
export const compositesOn = (context: RuleContext, alarm: ResolvedResource): ResolvedResource[] =>
  compositesOf(context).filter((composite) => isOneOf(context, alarm, named(ruleOf(composite))));

/** The composite alarms that fire whenever this one does: their rules are alarms joined by OR. */
export const causedBy = (context: RuleContext, alarm: ResolvedResource): ResolvedResource[] =>
  compositesOn(context, alarm).filter((composite) => ANY_OF.test(ruleOf(composite)));

/** Who is told when an alarm fires, by ARN. */
export const toldBy = (alarm: ResolvedResource): unknown[] => listOf(valueAt(alarm, ['AlarmActions']));
