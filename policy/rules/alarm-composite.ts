import type { ResolvedResource } from '../../src/aws/cloudformation/attribute-of.ts';
import { arnOf, findingAt } from '../engine/deployed.ts';
import { hide, remove, replace, set } from '../engine/mutate.ts';
import { checkEach, type Rule, type RuleContext } from '../engine/rule.ts';
import { alarmsOf, causedBy, metricsOf, toldBy } from '../facts/alarms.ts';
import { imagePipelineOf } from '../facts/pipeline.ts';

/** Why the alarm on the dead-letter queue is no cause of a composite alarm, and tells by itself. */
const APART =
  'It stays on until a person has decided over the last broken file, and would hide every incident that comes meanwhile.';

const watches = (context: RuleContext, alarm: ResolvedResource, queue: ResolvedResource): boolean =>
  metricsOf(alarm).some(({ dimensions }) => dimensions['QueueName'] === arnOf(context, queue).split(':').at(-1));

const RULE = 'PipelineHealthAlarm.Properties.AlarmRule';
const inRule = (from: string, to: string) => replace(RULE, from, to);

export const alarmComposite: Rule = {
  id: 'ALARM-11',
  title: 'One incident is one message: alarms are causes of a composite alarm, and leave it to that to tell',
  why: 'One fault sets off half a dozen alarms. When each tells, people learn to look away; when one that tells nobody is no cause either, nobody hears of its fault.',
  reference: {
    url: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-combining.html',
    controls: ['Well-Architected OPS08-BP04', 'Well-Architected OPS10-BP02', 'Well-Architected REL06-BP03'],
  },
  check(context) {
    const pipeline = imagePipelineOf(context);
    return checkEach(alarmsOf(context), (alarm) => {
      const composites = causedBy(context, alarm);
      const [twice] = composites.filter((composite) =>
        toldBy(composite).some((target) => toldBy(alarm).includes(target)),
      );
      const isApart = pipeline?.deadLetterQueue !== undefined && watches(context, alarm, pipeline.deadLetterQueue);
      return [
        ...(twice
          ? [findingAt(context, alarm, ['AlarmActions'], `nobody whom ${twice.LogicalId} tells of the same`)]
          : []),
        ...(pipeline && !isApart && composites.length === 0
          ? [findingAt(context, alarm, [], 'to be a cause of a composite alarm, one of those joined by OR', 'no cause')]
          : []),
        ...(isApart && composites.length > 0
          ? [findingAt(context, alarm, [], `to be no cause. ${APART}`, `a cause of ${composites[0]?.LogicalId}`)]
          : []),
      ];
    });
  },
  mutants: [
    { title: 'there is no composite alarm', kind: 'absent', mutate: remove('PipelineHealthAlarm') },
    { title: 'one alarm is no cause', kind: 'single', mutate: inRule(' OR ALARM("${OldestMessageAgeAlarm}")', '') },
    {
      title: 'one that is there under a condition is no cause',
      kind: 'single',
      mutate: set(`${RULE}.Fn::Sub.1.OrConcurrency`, ''),
    },
    { title: 'two have to fire together', kind: 'boundary', mutate: inRule(' OR ', ' AND ') },
    { title: 'one has to be well', kind: 'boundary', mutate: inRule('ALARM("${ErrorR', 'OK("${ErrorR') },
    {
      title: 'one is taken the other way round',
      kind: 'boundary',
      mutate: inRule('ALARM("${ErrorR', 'NOT ALARM("${ErrorR'),
    },
    {
      title: 'one tells what the composite alarm tells',
      kind: 'related',
      mutate: set('ErrorRateAlarm.Properties.AlarmActions', [{ Ref: 'AlarmTopic' }]),
    },
    {
      title: 'the dead-letter queue is a cause',
      kind: 'boundary',
      mutate: inRule('ALARM("${ErrorRateAlarm}")', 'ALARM("${ErrorRateAlarm}") OR ALARM("${DeadLetterQueueAlarm}")'),
    },
    { title: 'the rule cannot be known', kind: 'hidden', mutate: hide(RULE) },
  ],
};
