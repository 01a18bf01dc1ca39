import { findingAt, valueAt } from '../engine/deployed.ts';
import { addResource, hide, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { isWithin, numberOf } from '../engine/values.ts';
import { imagePipelineOf } from '../facts/pipeline.ts';
import { queueMappings } from '../facts/topology.ts';

const DEFAULT_SIZE = 10;
/** More needs a window; and the time of one invocation is shared by its images. */
const MOST_WITHOUT_WINDOW = 10;
const MOST = 10_000;
const MOST_SECONDS = 300;
const MAPPING = 'ImageQueueMapping.Properties';

export const lambdaBatching: Rule = {
  id: 'LAMBDA-12',
  title: 'A batch is small enough to be done in one invocation, and has the window that its size needs',
  why: 'Lambda refuses a batch above ten without a window. With too many images in one invocation the last ones run out of time, again at every try.',
  reference: {
    url: 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html',
    controls: ['cfn-lint E3705', 'Well-Architected PERF02-BP04'],
  },
  check(context) {
    const isPipeline = imagePipelineOf(context) !== undefined;
    return checkEach(queueMappings(context), ({ mapping }) => {
      const size = valueAt(mapping, ['BatchSize']) ?? DEFAULT_SIZE;
      const window = valueAt(mapping, ['MaximumBatchingWindowInSeconds']) ?? 0;
      const hasWindow = (numberOf(window) ?? 0) > 0;
      const most = isPipeline || !hasWindow ? MOST_WITHOUT_WINDOW : MOST;
      return [
        ...(isWithin(1, most)(size) ? [] : [findingAt(context, mapping, ['BatchSize'], `1 to ${most} messages`)]),
        ...(isWithin(0, MOST_SECONDS)(window)
          ? []
          : [findingAt(context, mapping, ['MaximumBatchingWindowInSeconds'], `0 to ${MOST_SECONDS} seconds`)]),
      ];
    });
  },
  mutants: [
    { title: 'eleven messages', kind: 'boundary', mutate: set(`${MAPPING}.BatchSize`, 11) },
    { title: 'it cannot be known', kind: 'hidden', mutate: hide(`${MAPPING}.BatchSize`) },
    { title: '301 seconds', kind: 'boundary', mutate: set(`${MAPPING}.MaximumBatchingWindowInSeconds`, 301) },
    { title: 'the window cannot be known', kind: 'hidden', mutate: hide(`${MAPPING}.MaximumBatchingWindowInSeconds`) },
    {
      title: 'a second mapping takes eleven',
      kind: 'single',
      mutate: addResource('Second', 'AWS::Lambda::EventSourceMapping', {
        EventSourceArn: { 'Fn::GetAtt': ['ImageQueue', 'Arn'] },
        FunctionName: { Ref: 'ImageFunction' },
        BatchSize: 11,
      }),
    },
  ],
};
