import { findingAt, valueAt } from '../engine/deployed.ts';
import { hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { numberOr } from '../engine/values.ts';
import { queueMappings } from '../facts/topology.ts';

const TIMES = 6;
const MOST_SECONDS = 43_200;

export const sqsVisibility: Rule = {
  id: 'SQS-10',
  title: 'A message stays hidden for six function timeouts and the batching window',
  why: 'Shorter, and a message comes back while it is still worked on or waits for a throttled function: each image is processed twice, and uses up its tries without a fault.',
  reference: {
    url: 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html#events-sqs-queueconfig',
    controls: ['cdk-nag LambdaEventSourceSQSVisibilityTimeout', 'cfn-lint E3505', 'Well-Architected REL05-BP03'],
  },
  check: (context) =>
    checkEach(queueMappings(context), ({ mapping, queue, target }) => {
      if (!queue || !target) return [];
      const timeout = numberOr(valueAt(target, ['Timeout']), Number.NaN);
      const given = valueAt(mapping, ['MaximumBatchingWindowInSeconds']);
      const window = given === undefined ? 0 : numberOr(given, Number.NaN);
      const least = TIMES * (timeout ?? Number.NaN) + (window ?? Number.NaN);
      const visibility = numberOr(valueAt(queue, ['VisibilityTimeout']), 0);
      if (visibility !== undefined && visibility >= least && visibility <= MOST_SECONDS) return [];
      const sum = `${TIMES} × ${timeout ?? 'an unknown timeout'} + ${window ?? 'an unknown window'} = ${least}`;
      return [findingAt(context, queue, ['VisibilityTimeout'], `at least ${sum}, at most ${MOST_SECONDS}`)];
    }),
  mutants: [
    { title: 'a second too short', kind: 'boundary', mutate: set('ImageQueue.Properties.VisibilityTimeout', 299) },
    {
      title: 'left to the default of 30 seconds',
      kind: 'absent',
      mutate: remove('ImageQueue.Properties.VisibilityTimeout'),
    },
    { title: 'it cannot be known', kind: 'hidden', mutate: hide('ImageQueue.Properties.VisibilityTimeout') },
    { title: 'the function has a second more', kind: 'related', mutate: set('ImageFunction.Properties.Timeout', 51) },
    {
      title: 'the window has a second more',
      kind: 'related',
      mutate: set('Parameters.MaximumBatchingWindow.Default', 1),
    },
    {
      title: 'the timeout of the function is left to the default',
      kind: 'related',
      mutate: remove('ImageFunction.Properties.Timeout'),
    },
  ],
};
