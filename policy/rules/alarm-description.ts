import { alarmsOf } from '../alarms.ts';
import { expectAt } from '../deployed.ts';
import { hide, remove, set } from '../mutate.ts';
import type { Rule } from '../rule.ts';
import { isHidden } from '../values.ts';

/** Less is a name, not advice. */
const LEAST_CHARACTERS = 30;
const DESCRIPTION = 'DeadLetterQueueAlarm.Properties.AlarmDescription';

export const alarmDescription: Rule = {
  id: 'ALARM-10',
  title: 'Every alarm tells whoever it wakes what is wrong and where to look',
  why: 'The description is all that the mail says. Without it the first minutes of an incident go into finding out what the name means.',
  reference: {
    url: 'https://docs.aws.amazon.com/wellarchitected/latest/operational-excellence-pillar/ops_event_response_actionable_alarms.html',
    controls: ['Well-Architected OPS08-BP04', 'Well-Architected OPS10-BP02'],
  },
  check: (judged) =>
    alarmsOf(judged).flatMap((alarm) =>
      expectAt(
        judged,
        alarm,
        ['AlarmDescription'],
        `at least ${LEAST_CHARACTERS} characters on what to do`,
        (value) => typeof value === 'string' && value.length >= LEAST_CHARACTERS && !isHidden(value),
      ),
    ),
  mutants: [
    { title: 'one alarm has none', kind: 'absent', mutate: remove(DESCRIPTION) },
    { title: 'one repeats its name', kind: 'over the line', mutate: set(DESCRIPTION, 'Dead-letter queue alarm') },
    { title: 'one cannot be known', kind: 'hidden', mutate: hide(DESCRIPTION) },
    { title: 'another alarm has none', kind: 'some', mutate: remove('ErrorRateAlarm.Properties.AlarmDescription') },
  ],
};
