import { findingAt, ofType, refOf } from '../engine/deployed.ts';
import { hide, replace, set } from '../engine/mutate.ts';
import { checkEach, notApplicable, type Rule, type RuleContext } from '../engine/rule.ts';
import { listOf } from '../engine/values.ts';
import { alarmArns, bodyOf, type Widget, widgetsOf } from '../facts/dashboard.ts';
import { pipelineOf } from '../facts/pipeline.ts';

const BODY = 'Dashboard.Properties.DashboardBody';

/** What the dashboard has to show, each by a dimension of some metric. */
function missingParts(context: RuleContext, widgets: readonly Widget[]): string[] {
  const { imageQueue, deadLetterQueue, imageFunction } = pipelineOf(context) ?? {};
  const shown = widgets.flatMap(({ metrics }) =>
    metrics.flatMap(({ dimensions }) => dimensions.map(({ value }) => value)),
  );
  return [imageQueue, deadLetterQueue, imageFunction]
    .filter((part) => part !== undefined)
    .filter((part) => !shown.includes(refOf(context, part).split('/').at(-1)))
    .map(({ LogicalId }) => `a metric of ${LogicalId}`);
}

function missingAlarms(context: RuleContext, widgets: readonly Widget[]): string[] {
  const shown = widgets.flatMap(({ properties }) => listOf(properties['alarms']));
  return alarmArns(context)
    .filter((arn) => !shown.includes(arn))
    .map((arn) => `the state of ${arn.split(':').at(-1)}`);
}

/** Whether what it shows exists is for ALARM-9 and STACK-16. */
export const alarmShown: Rule = {
  id: 'ALARM-12',
  title: 'The dashboard of the pipeline shows both queues, the function, and the state of every alarm',
  why: 'During an incident people look at one screen. What is not on it is found last.',
  reference: {
    url: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_remove_alarm_dashboard.html',
    controls: ['Well-Architected OPS08-BP05'],
  },
  check(context) {
    if (!pipelineOf(context)) return notApplicable;
    return checkEach(ofType(context, 'AWS::CloudWatch::Dashboard'), (dashboard) => {
      const widgets = widgetsOf(bodyOf(dashboard) ?? {});
      return [...missingParts(context, widgets), ...missingAlarms(context, widgets)].map((expected) =>
        findingAt(context, dashboard, ['DashboardBody'], expected, 'nothing'),
      );
    });
  },
  mutants: [
    {
      title: 'the dead-letter queue is not shown',
      kind: 'related',
      mutate: replace(BODY, '${DeadLetterQueue.QueueName}', '${ImageQueue.QueueName}'),
    },
    { title: 'one alarm is not shown', kind: 'single', mutate: replace(BODY, '"${Arn}${ErrorRateAlarm}",', '') },
    {
      title: 'one alarm that is there under a condition is not shown',
      kind: 'single',
      mutate: set(`${BODY}.Fn::Sub.1.ConcurrencyAlarm`, ''),
    },
    { title: 'the body is empty', kind: 'absent', mutate: set(BODY, '{}') },
    { title: 'the body cannot be known', kind: 'hidden', mutate: hide(BODY) },
  ],
};
