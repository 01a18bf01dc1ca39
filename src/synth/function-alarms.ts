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
      'Fires when invocations fail as a whole in two of five minutes.',
      describe(
        'Invocations of the image function fail as a whole: a crash, a timeout, no memory left.',
        'read the last lines of the log.',
        'Function errors',
      ),
      { ...metric('Errors'), ...TWO_OF_FIVE_MINUTES },
    ),
    FunctionThrottlesAlarm: alarm(
      'Fires when invocations are refused in two of five minutes.',
      describe(
        'Lambda refuses invocations for want of concurrency, and each refusal costs uploads one of their tries.',
        'compare MaximumConcurrency with ReservedConcurrency and with what the account has left.',
        'Function throttles',
      ),
      { ...metric('Throttles'), ...TWO_OF_FIVE_MINUTES },
    ),
    FunctionDurationAlarm: alarm(
      'Fires before invocations time out.',
      describe(
        'Invocations come near their timeout, and uploads are given back for want of time.',
        'look on the dashboard for larger images or a slower S3.',
        'Function duration',
      ),
      {
        Metrics: [
          {
            Id: 'share',
            Label: 'Longest invocation in per cent of the timeout',
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
        'Fires when the reserve is nearly used up for a quarter of an hour: throttles are next.',
        describe(
          'Nearly all of the reserved concurrency is in use; beyond it invocations are throttled.',
          'look who else invokes the function, then raise ReservedConcurrency or lower MaximumConcurrency.',
          'Function concurrency',
        ),
        {
          Metrics: [
            {
              Id: 'share',
              Label: 'Concurrency in per cent of the reserve',
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
