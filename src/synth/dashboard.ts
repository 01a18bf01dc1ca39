import { type Resource, sub } from './cloudformation.ts';
import { ERROR_LINES_METRIC, METRIC_NAMESPACE, PIPELINE_DIMENSION } from './metrics.ts';

type Metric = (string | Record<string, string | number | boolean>)[];

/** CloudWatch's grid is 24 units wide. */
const WIDTH = 8;
const HEIGHT = 6;

/** S3 counts objects once a day. */
const DAY = 86_400;

const FUNCTION = ['FunctionName', '${ImageFunction}'];
const IMAGE_QUEUE = ['QueueName', '${ImageQueue.QueueName}'];
const DEAD_LETTER_QUEUE = ['QueueName', '${DeadLetterQueue.QueueName}'];
const PIPELINE = [PIPELINE_DIMENSION, '${AWS::StackName}'];

const lambda = (name: string, ...rest: Metric): Metric => ['AWS/Lambda', name, ...FUNCTION, ...rest];
const sqs = (name: string, queue: string[], ...rest: Metric): Metric => ['AWS/SQS', name, ...queue, ...rest];
const images = (name: string, ...rest: Metric): Metric => [METRIC_NAMESPACE, name, ...PIPELINE, ...rest];
const objects = (bucket: string, label: string): Metric => [
  'AWS/S3',
  'NumberOfObjects',
  'BucketName',
  bucket,
  'StorageType',
  'AllStorageTypes',
  { label },
];

const widget = (column: number, row: number, title: string, metrics: Metric[], more: Record<string, unknown> = {}) => ({
  type: 'metric',
  x: column * WIDTH,
  y: row * HEIGHT,
  width: WIDTH,
  height: HEIGHT,
  properties: { title, region: '${AWS::Region}', view: 'timeSeries', stat: 'Sum', period: 300, metrics, ...more },
});

/** The widgets, row by row: images, then the queue and the function that bring them there, then what is stored. */
const widgets = [
  widget(0, 0, 'Images', [
    images('ProcessedImages', { label: 'processed' }),
    images('FailedImages', { label: 'failed' }),
  ]),
  widget(1, 0, 'Error rate (%)', [
    [{ id: 'rate', label: 'failed', expression: '100 * failed / (processed + failed)' }],
    images('ProcessedImages', { id: 'processed', visible: false }),
    images('FailedImages', { id: 'failed', visible: false }),
  ]),
  widget(2, 0, 'Time for an image (ms)', [
    images('Duration', { stat: 'p50', label: 'p50' }),
    images('Duration', { stat: 'p90', label: 'p90' }),
    images('Duration', { stat: 'p99', label: 'p99' }),
  ]),
  widget(0, 1, 'Image queue', [
    sqs('NumberOfMessagesSent', IMAGE_QUEUE, { label: 'sent' }),
    sqs('NumberOfMessagesDeleted', IMAGE_QUEUE, { label: 'deleted' }),
    sqs('ApproximateNumberOfMessagesVisible', IMAGE_QUEUE, { stat: 'Maximum', label: 'waiting' }),
  ]),
  widget(1, 1, 'Age of the oldest waiting upload (s)', [
    sqs('ApproximateAgeOfOldestMessage', IMAGE_QUEUE, { stat: 'Maximum', label: 'age' }),
  ]),
  widget(2, 1, 'Dead-letter queue', [
    sqs('ApproximateNumberOfMessagesVisible', DEAD_LETTER_QUEUE, { stat: 'Maximum', label: 'messages' }),
  ]),
  widget(0, 2, 'Invocations', [
    lambda('Invocations', { label: 'invocations' }),
    lambda('Errors', { label: 'errors' }),
    lambda('Throttles', { label: 'throttles' }),
  ]),
  widget(1, 2, 'Duration of an invocation (ms)', [
    lambda('Duration', { stat: 'p50', label: 'p50' }),
    lambda('Duration', { stat: 'p99', label: 'p99' }),
    lambda('Duration', { stat: 'Maximum', label: 'longest' }),
  ]),
  widget(2, 2, 'Concurrent invocations', [lambda('ConcurrentExecutions', { stat: 'Maximum', label: 'invocations' })]),
  widget(0, 3, 'Bytes', [images('BytesIn', { label: 'uploaded' }), images('BytesOut', { label: 'processed' })]),
  widget(1, 3, 'Error lines', [[METRIC_NAMESPACE, `\${AWS::StackName}-${ERROR_LINES_METRIC}`, { label: 'lines' }]]),
  widget(
    2,
    3,
    'Objects',
    [objects('${UploadBucket}', 'upload bucket'), objects('${ProcessedBucket}', 'processed bucket')],
    {
      stat: 'Average',
      period: DAY,
    },
  ),
];

/** One widget a line: a change of the dashboard is then a change of lines in the pull request. */
const body = `{"widgets":[\n${widgets.map((each) => JSON.stringify(each)).join(',\n')}\n]}\n`;

/** The dashboard of the pipeline. Every metric carries its dimensions, without which a widget stays empty. */
export const dashboard = () =>
  ({
    Dashboard: {
      Why: 'Shows on one screen whether the pipeline is well, and if not, where.',
      Type: 'AWS::CloudWatch::Dashboard',
      Properties: { DashboardName: sub('${AWS::StackName}-dashboard'), DashboardBody: sub(body) },
    },
  }) satisfies Record<string, Resource>;
