import type { ResolvedResource } from '../../src/aws/cloudformation/attribute-of.ts';
import { arnOf, findingAt, refOf, valueAt } from '../engine/deployed.ts';
import { hide, remove, set } from '../engine/mutate.ts';
import { checkEach, notApplicable, type Rule, type RuleContext } from '../engine/rule.ts';
import { numberOr } from '../engine/values.ts';
import { alarmsOf, isUpwards, metricsOf } from '../facts/alarms.ts';
import { imagePipelineOf, type Pipeline, pipelineOf } from '../facts/pipeline.ts';

/** Failures come in fits: an alarm that waits for more bad periods in a row sleeps through them. */
const MOST_DATAPOINTS = 3;

type Watch = {
  part: keyof Pipeline;
  metric: string;
  dimension: (context: RuleContext, part: ResolvedResource) => string;
  statistics: readonly string[];
  /** Above it the alarm comes too late to be of use; in the metric's own unit. */
  mostThreshold?: number;
  /** Under which it has to be watched; always by default. */
  when?: (part: ResolvedResource, context: RuleContext) => boolean;
};

const queueName = (context: RuleContext, queue: ResolvedResource): string =>
  arnOf(context, queue).split(':').at(-1) ?? '';
const stackName = ({ settings }: RuleContext): string => settings.pseudo.StackName;

/** The handler's own metrics: of this project's handler alone. */
const runsImages = (_: ResolvedResource, context: RuleContext): boolean => imagePipelineOf(context) !== undefined;

/** What has to be watched for no image to be lost or late unseen. */
const WATCHES: readonly Watch[] = [
  { part: 'imageFunction', metric: 'Errors', dimension: refOf, statistics: ['Sum'], mostThreshold: 10 },
  { part: 'imageFunction', metric: 'Throttles', dimension: refOf, statistics: ['Sum'], mostThreshold: 10 },
  { part: 'imageFunction', metric: 'Duration', dimension: refOf, statistics: ['Maximum', 'p99', 'p95'] },
  {
    part: 'imageFunction',
    metric: 'ConcurrentExecutions',
    dimension: refOf,
    statistics: ['Maximum'],
    when: (part) => valueAt(part, ['ReservedConcurrentExecutions']) !== undefined,
  },
  { part: 'imageQueue', metric: 'ApproximateAgeOfOldestMessage', dimension: queueName, statistics: ['Maximum'] },
  {
    part: 'deadLetterQueue',
    metric: 'ApproximateNumberOfMessagesVisible',
    dimension: queueName,
    statistics: ['Maximum'],
  },
  { part: 'imageFunction', metric: 'FailedImages', dimension: stackName, statistics: ['Sum'], when: runsImages },
  { part: 'imageFunction', metric: 'ProcessedImages', dimension: stackName, statistics: ['Sum'], when: runsImages },
];

const isMet = (context: RuleContext, watch: Watch, part: ResolvedResource): boolean =>
  alarmsOf(context).some((alarm) => {
    const needed = numberOr(
      valueAt(alarm, ['DatapointsToAlarm']) ?? valueAt(alarm, ['EvaluationPeriods']),
      Number.POSITIVE_INFINITY,
    );
    const threshold = numberOr(valueAt(alarm, ['Threshold']), Number.POSITIVE_INFINITY) ?? Number.POSITIVE_INFINITY;
    return (
      isUpwards(alarm) &&
      threshold > 0 &&
      (needed ?? Number.POSITIVE_INFINITY) <= MOST_DATAPOINTS &&
      threshold <= (watch.mostThreshold ?? Number.MAX_VALUE) &&
      metricsOf(alarm).some(
        ({ name, dimensions, statistic }) =>
          name === watch.metric &&
          watch.statistics.includes(String(statistic)) &&
          Object.values(dimensions).includes(watch.dimension(context, part)),
      )
    );
  });

export const alarmCoverage: Rule = {
  id: 'ALARM-6',
  title:
    'Errors, throttles, duration and the reserved concurrency of the function, the age of the queue, the dead-letter queue and the share of failed images all have an alarm',
  why: 'What nobody watches fails until a customer asks for an image.',
  reference: {
    url: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html',
    controls: ['CIS 4', 'Well-Architected REL06-BP01', 'Well-Architected OPS08-BP01'],
  },
  check(context) {
    const pipeline = pipelineOf(context);
    if (!pipeline) return notApplicable;
    return checkEach(WATCHES, (watch) => {
      const part = pipeline[watch.part];
      if (!part || watch.when?.(part, context) === false || isMet(context, watch, part)) return [];
      const most = watch.mostThreshold === undefined ? '' : `, from at most ${watch.mostThreshold}`;
      const expected = `an alarm on ${watch.metric} (${watch.statistics.join(' or ')}) of ${part.LogicalId}, above a threshold${most}`;
      return [findingAt(context, part, [], expected, 'no such alarm')];
    });
  },
  mutants: [
    {
      title: 'an alarm that waits for five bad periods out of five',
      kind: 'absent',
      mutate: remove('FunctionThrottlesAlarm.Properties.DatapointsToAlarm'),
    },
    {
      title: 'an alarm that always fires',
      kind: 'boundary',
      mutate: set('FunctionErrorsAlarm.Properties.Threshold', 0),
    },
    { title: 'no alarm on errors', kind: 'absent', mutate: remove('FunctionErrorsAlarm') },
    { title: 'no alarm on throttles', kind: 'single', mutate: remove('FunctionThrottlesAlarm') },
    { title: 'no alarm on duration', kind: 'single', mutate: remove('FunctionDurationAlarm') },
    { title: 'no alarm on the reserve', kind: 'single', mutate: remove('FunctionConcurrencyAlarm') },
    { title: 'no alarm on the age of messages', kind: 'single', mutate: remove('OldestMessageAgeAlarm') },
    { title: 'no alarm on the share of failures', kind: 'single', mutate: remove('ErrorRateAlarm') },
    {
      title: 'errors are averaged',
      kind: 'boundary',
      mutate: set('FunctionErrorsAlarm.Properties.Statistic', 'Average'),
    },
    {
      title: 'an alarm below its threshold',
      kind: 'boundary',
      mutate: set('OldestMessageAgeAlarm.Properties.ComparisonOperator', 'LessThanThreshold'),
    },
    {
      title: 'eleven errors before it fires',
      kind: 'boundary',
      mutate: set('FunctionErrorsAlarm.Properties.Threshold', 11),
    },
    {
      title: 'how it compares cannot be known',
      kind: 'hidden',
      mutate: hide('FunctionThrottlesAlarm.Properties.ComparisonOperator'),
    },
    {
      title: 'the age of the other queue',
      kind: 'related',
      mutate: set('OldestMessageAgeAlarm.Properties.Dimensions.0.Value', {
        'Fn::GetAtt': ['DeadLetterQueue', 'QueueName'],
      }),
    },
  ],
};
