import { expectAt } from '../engine/deployed.ts';
import { hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { is } from '../engine/values.ts';
import { alarmsOf } from '../facts/alarms.ts';

const TREAT = 'FunctionErrorsAlarm.Properties.TreatMissingData';

export const alarmMissingData: Rule = {
  id: 'ALARM-2',
  title: 'Every alarm says what the absence of data means',
  why: 'By default an alarm without data is neither on nor off. Queues and functions that rest have no data: the alarm of yesterday would stay, or one of today would start from nowhere.',
  reference: {
    url: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html',
    controls: ['Well-Architected OPS08-BP04', 'Well-Architected REL06-BP03'],
  },
  check: (context) =>
    checkEach(alarmsOf(context), (alarm) =>
      expectAt(
        context,
        alarm,
        ['TreatMissingData'],
        'notBreaching, breaching or ignore',
        is('notBreaching', 'breaching', 'ignore'),
      ),
    ),
  mutants: [
    { title: 'one alarm leaves it to the default', kind: 'absent', mutate: remove(TREAT) },
    { title: 'it names the default', kind: 'boundary', mutate: set(TREAT, 'missing') },
    { title: 'it cannot be known', kind: 'hidden', mutate: hide(TREAT) },
    {
      title: 'another alarm leaves it to the default',
      kind: 'single',
      mutate: remove('ErrorRateAlarm.Properties.TreatMissingData'),
    },
  ],
};
