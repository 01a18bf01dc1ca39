import { alarm, describe, dimension, FIVE_MINUTES, input } from './alarm.ts';
import { parameter, type Resource, ref, sub } from './cloudformation.ts';
import { Refs } from './functions.ts';
import { ERROR_LINES_METRIC, METRIC_NAMESPACE, PIPELINE_DIMENSION } from './metrics.ts';

const metric = (MetricName: string) => ({
  Namespace: METRIC_NAMESPACE,
  MetricName,
  Dimensions: dimension(PIPELINE_DIMENSION, Refs.StackName),
});

/** A metric filter gives a dimension only from a field of the line, so the name carries the stack. */
const errorLines = () => sub(`\${AWS::StackName}-${ERROR_LINES_METRIC}`);

/** The alarms on what the handler says of the images: its metrics and its log. Without images there is no data. */
export const imageAlarms = () =>
  ({
    ErrorRateAlarm: alarm(
      describe(
        'Too large a share of the images fails.',
        'look at the errors by code on the dashboard, and what was deployed last.',
        'Error rate',
      ),
      {
        Metrics: [
          {
            Id: 'rate',
            Label: '% failed',
            Expression: sub('IF(processed + failed >= ${ErrorRateFloor}, 100 * failed / (processed + failed), 0)'),
          },
          input('processed', metric('ProcessedImages'), 'Sum'),
          input('failed', metric('FailedImages'), 'Sum'),
        ],
        EvaluationPeriods: 2,
        Threshold: parameter('ErrorRateThreshold'),
      },
    ),
    ErrorLinesMetricFilter: {
      Why: 'Counts the error lines of the log, those of the Lambda runtime too.',
      Type: 'AWS::Logs::MetricFilter',
      Properties: {
        LogGroupName: ref('ImageFunctionLogGroup'),
        FilterPattern: '{ $.level = "ERROR" }',
        MetricTransformations: [
          {
            MetricNamespace: METRIC_NAMESPACE,
            MetricName: errorLines(),
            MetricValue: '1',
            DefaultValue: 0,
          },
        ],
      },
    },
    ErrorLinesAlarm: alarm(
      describe('The log fills with error lines.', 'look there for the most frequent message.', 'Error lines'),
      {
        Namespace: METRIC_NAMESPACE,
        MetricName: errorLines(),
        Statistic: 'Sum',
        Period: FIVE_MINUTES,
        EvaluationPeriods: 1,
        Threshold: parameter('ErrorLinesThreshold'),
      },
    ),
  }) satisfies Record<string, Resource>;
