import { expectAt, ofType } from '../engine/deployed.ts';
import { hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { isHidden } from '../engine/values.ts';
import { imagePipelineOf } from '../facts/pipeline.ts';

/** Less is a name, not advice. */
const LEAST_CHARACTERS = 30;
/** Where a person reads on: `RUNBOOK.md: Dead-letter queue`. */
const SECTION = /\. RUNBOOK\.md: [A-Z][a-z -]+$/;
const DESCRIPTION = 'DeadLetterQueueAlarm.Properties.AlarmDescription';

export const alarmDescription: Rule = {
  id: 'ALARM-10',
  title: 'Every alarm tells whoever it wakes what is wrong and where to look',
  why: 'The description is all that the mail says. Without it the first minutes of an incident go into finding out what the name means.',
  reference: {
    url: 'https://docs.aws.amazon.com/wellarchitected/latest/operational-excellence-pillar/ops_event_response_actionable_alarms.html',
    controls: ['Well-Architected OPS08-BP04', 'Well-Architected OPS10-BP02'],
  },
  check(context) {
    const isPipeline = imagePipelineOf(context) !== undefined;
    const section = isPipeline ? ', and at the end the section of the runbook, as RUNBOOK.md: Title' : '';
    return checkEach(ofType(context, 'AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'), (alarm) =>
      expectAt(
        context,
        alarm,
        ['AlarmDescription'],
        `at least ${LEAST_CHARACTERS} characters on what to do${section}`,
        (value) =>
          typeof value === 'string' &&
          value.length >= LEAST_CHARACTERS &&
          !isHidden(value) &&
          (!isPipeline || SECTION.test(value)),
      ),
    );
  },
  mutants: [
    { title: 'one alarm has none', kind: 'absent', mutate: remove(DESCRIPTION) },
    { title: 'one repeats its name', kind: 'boundary', mutate: set(DESCRIPTION, 'Dead-letter queue alarm') },
    {
      title: 'one names no section of the runbook',
      kind: 'related',
      mutate: set(DESCRIPTION, 'There are uploads in the dead-letter queue: look at why they failed.'),
    },
    {
      title: 'the composite alarm has none',
      kind: 'single',
      mutate: remove('PipelineHealthAlarm.Properties.AlarmDescription'),
    },
    { title: 'one cannot be known', kind: 'hidden', mutate: hide(DESCRIPTION) },
    { title: 'another alarm has none', kind: 'single', mutate: remove('ErrorRateAlarm.Properties.AlarmDescription') },
  ],
};
