import { expectAt, findingAt, ofType, refOf, valueAt } from '../engine/deployed.ts';
import { hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule, type RuleContext } from '../engine/rule.ts';
import { isHidden, isTrue, listOf } from '../engine/values.ts';
import { compositesOn, toldBy } from '../facts/alarms.ts';

const ACTIONS = 'DeadLetterQueueAlarm.Properties.AlarmActions';

/** A topic of the stack, one that the deployment chose, or another target of this account. */
const isReachable = (context: RuleContext, action: unknown): boolean =>
  ofType(context, 'AWS::SNS::Topic').some((topic) => refOf(context, topic) === action) ||
  (typeof action === 'string' &&
    action !== '' &&
    !isHidden(action) &&
    (Object.values(context.resolved.parameters).includes(action) ||
      action.split(':')[4] === context.settings.pseudo.AccountId ||
      action.split(':')[2] === 'automate'));

export const alarmActions: Rule = {
  id: 'ALARM-1',
  title: 'Every alarm does something when it fires, or a composite alarm does it in its place',
  why: 'An alarm without an action, or with its actions off, turns red in a console that nobody looks at.',
  reference: {
    url: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-actions.html',
    controls: [
      'Security Hub CloudWatch.15',
      'Security Hub CloudWatch.17',
      'Control Tower CT.CLOUDWATCH.PR.1',
      'Control Tower CT.CLOUDWATCH.PR.4',
      'AWS Config cloudwatch-alarm-action-check',
      'AWS Config cloudwatch-alarm-action-enabled-check',
      'Well-Architected OPS08-BP04',
    ],
  },
  check: (context) =>
    checkEach(ofType(context, 'AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'), (alarm) => {
      const actions = toldBy(alarm);
      const isTold = compositesOn(context, alarm).some((composite) => toldBy(composite).length > 0);
      const expected = 'a topic of the stack, or a target of this account';
      return [
        ...(actions.length > 0 || isTold ? [] : [findingAt(context, alarm, ['AlarmActions'], expected)]),
        ...['AlarmActions', 'OKActions'].flatMap((list) =>
          listOf(valueAt(alarm, [list])).flatMap((action, index) =>
            isReachable(context, action) ? [] : [findingAt(context, alarm, [list, index], expected, action)],
          ),
        ),
        ...expectAt(
          context,
          alarm,
          ['ActionsEnabled'],
          'true, which is the default',
          (value) => value === undefined || isTrue(value),
        ),
      ];
    }),
  mutants: [
    { title: 'one alarm has no actions', kind: 'absent', mutate: remove(ACTIONS) },
    {
      title: 'the alarm that tells for the others has no actions',
      kind: 'related',
      mutate: remove('PipelineHealthAlarm.Properties.AlarmActions'),
    },
    { title: 'its list is empty', kind: 'single', mutate: set(ACTIONS, []) },
    {
      title: 'its actions are off',
      kind: 'boundary',
      mutate: set('DeadLetterQueueAlarm.Properties.ActionsEnabled', false),
    },
    { title: 'its target cannot be known', kind: 'hidden', mutate: hide(`${ACTIONS}.0`) },
    {
      title: 'its target is a topic of another account',
      kind: 'boundary',
      mutate: set(`${ACTIONS}.0`, 'arn:aws:sns:eu-central-1:999999999999:alarms'),
    },
    {
      title: 'that it clears is told to nobody that can be known',
      kind: 'hidden',
      mutate: hide('DeadLetterQueueAlarm.Properties.OKActions.0'),
    },
    { title: 'the topic is gone', kind: 'related', mutate: remove('AlarmTopic') },
  ],
};
