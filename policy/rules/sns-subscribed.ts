import type { ResolvedResource } from '../../src/aws/cloudformation/attribute-of.ts';
import { findingAt, refOf, valueAt } from '../engine/deployed.ts';
import { all, hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule, type RuleContext } from '../engine/rule.ts';
import { isUnknowable, listOf } from '../engine/values.ts';
import { alarmTopics } from '../facts/alarms.ts';

const withEmail = set('Parameters.AlarmEmail.Default', 'operator@example.com');
const refersTo = (value: unknown, { LogicalId }: ResolvedResource): boolean =>
  JSON.stringify(value ?? '').includes(`{"Ref":"${LogicalId}"}`);

/**
 * The subscriptions to a topic in the template as written: a deployment can turn on one whose condition is
 * false today. One that is active must name the topic once resolved.
 */
function subscribed(context: RuleContext, topic: ResolvedResource): boolean {
  const own = valueAt(topic, ['Subscription']);
  if (!isUnknowable(own) && listOf(own).length > 0) return true;
  return Object.entries(context.template.Resources).some(([logicalId, { Type, Properties }]) => {
    if (Type !== 'AWS::SNS::Subscription') return false;
    const active = context.resolved.resources[logicalId];
    const isComplete = ['Protocol', 'Endpoint'].every((name) => Properties?.[name] !== undefined);
    return (
      isComplete &&
      (active ? valueAt(active, ['TopicArn']) === refOf(context, topic) : refersTo(Properties?.['TopicArn'], topic))
    );
  });
}

export const snsSubscribed: Rule = {
  id: 'SNS-5',
  title: 'Every topic that takes alarms has a subscription to offer',
  why: 'An alarm that goes to a topic without subscribers fires in an empty room.',
  reference: {
    url: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html',
    controls: ['Security Hub CloudWatch.15', 'CIS 4', 'Well-Architected OPS08-BP04'],
  },
  check: (context) =>
    checkEach(alarmTopics(context), (topic) =>
      subscribed(context, topic)
        ? []
        : [findingAt(context, topic, [], 'a subscription to the topic in the template', 'no subscription')],
    ),
  mutants: [
    { title: 'nobody can subscribe by the template', kind: 'related', mutate: remove('AlarmEmailSubscription') },
    {
      title: 'the subscription is to another topic',
      kind: 'boundary',
      mutate: set('AlarmEmailSubscription.Properties.TopicArn', { 'Fn::Sub': '${AlarmTopic}-another' }),
    },
    {
      title: 'the topic of the subscription cannot be known',
      kind: 'hidden',
      mutate: all(withEmail, hide('AlarmEmailSubscription.Properties.TopicArn')),
    },
    {
      title: 'whether the topic itself has one cannot be known',
      kind: 'hidden',
      mutate: all(remove('AlarmEmailSubscription'), hide('AlarmTopic.Properties.Subscription')),
    },
    {
      title: 'the subscription has no endpoint',
      kind: 'absent',
      mutate: remove('AlarmEmailSubscription.Properties.Endpoint'),
    },
  ],
};
