import { alarm, describe, input, MINUTE, ofFunction } from './alarm.ts';
import { parameter, type Resource, sub } from './cloudformation.ts';

const metric = (MetricName: string) => ({ Namespace: 'AWS/Lambda', MetricName, Dimensions: ofFunction() });

/** Two bad minutes out of five: one is a blip, and a fit of failures need not be without a pause. */
const TWO_OF_FIVE_MINUTES = {
  Statistic: 'Sum',
  Period: MINUTE,
  EvaluationPeriods: 5,
  DatapointsToAlarm: 2,
  Threshold: 1,
} as const;

/** The alarms on Lambda's own metrics of the function. Without an invocation there is no data, and nothing is wrong. */
export const functionAlarms = () =>
  ({
    FunctionErrorsAlarm: alarm(
      describe(
        'Invocations fail as a whole: a crash, a timeout, no memory left.',
        'read the last lines of the log.',
        'Function errors',
      ),
      { ...metric('Errors'), ...TWO_OF_FIVE_MINUTES },
    ),
    FunctionThrottlesAlarm: alarm(
      describe(
        'Lambda throttles invocations; each throttle costs uploads one of their tries.',
        'compare MaximumConcurrency, ReservedConcurrency and the quota of the account.',
        'Function throttles',
      ),
      { ...metric('Throttles'), ...TWO_OF_FIVE_MINUTES },
    ),
    FunctionDurationAlarm: alarm(
      describe(
        'Invocations come near their timeout.',
        'look on the dashboard for larger images or a slower S3.',
        'Function duration',
      ),
      {
        Metrics: [
          {
            Id: 'share',
            Label: '% of the timeout',
            Expression: sub('duration / (${FunctionTimeout} * 10)'),
          },
          input('duration', metric('Duration'), 'Maximum'),
        ],
        EvaluationPeriods: 2,
        Threshold: parameter('DurationThreshold'),
      },
    ),
    FunctionConcurrencyAlarm: {
      ...alarm(
        describe(
          'Nearly all reserved concurrency is in use.',
          'look what else invokes the function, then raise ReservedConcurrency or lower MaximumConcurrency.',
          'Function concurrency',
        ),
        {
          Metrics: [
            {
              Id: 'share',
              Label: '% of the reserve',
              Expression: sub('100 * concurrency / ${ReservedConcurrency}'),
            },
            input('concurrency', metric('ConcurrentExecutions'), 'Maximum'),
          ],
          EvaluationPeriods: 3,
          Threshold: parameter('ConcurrencyThreshold'),
        },
      ),
      Condition: 'ReservesConcurrency',
    },
  }) satisfies Record<string, Resource>;
