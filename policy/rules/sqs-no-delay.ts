import { expectAt, ofType } from '../engine/deployed.ts';
import { hide, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { numberOr } from '../engine/values.ts';

export const sqsNoDelay: Rule = {
  id: 'SQS-13',
  title: 'No queue holds its messages back',
  why: 'Every image would come later by the delay, and nothing would look wrong: a message that is held back has no age that an alarm sees.',
  reference: {
    url: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-delay-queues.html',
    controls: ['Well-Architected PERF04-BP01'],
  },
  check: (context) =>
    checkEach(ofType(context, 'AWS::SQS::Queue'), (queue) =>
      expectAt(
        context,
        queue,
        ['DelaySeconds'],
        '0, or nothing',
        (value) => value === undefined || numberOr(value, Number.NaN) === 0,
      ),
    ),
  mutants: [
    {
      title: 'one queue holds them back for a second',
      kind: 'boundary',
      mutate: set('ImageQueue.Properties.DelaySeconds', 1),
    },
    { title: 'it cannot be known', kind: 'hidden', mutate: hide('ImageQueue.Properties.DelaySeconds') },
    {
      title: 'one queue of several holds them back',
      kind: 'single',
      mutate: set('DeadLetterQueue.Properties.DelaySeconds', 900),
    },
  ],
};
