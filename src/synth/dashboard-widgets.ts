import { CAUSES, ERROR_LINES_METRIC, METRIC_NAMESPACE, PIPELINE_DIMENSION } from './names.ts';
import { alarmStates, graph, inRows, logGraph, type Row, text, totals } from './widget.ts';

/** S3 counts objects once a day. */
const DAY = 86_400;

const FUNCTION = ['FunctionName', '${ImageFunction}'];
const IMAGE_QUEUE = ['QueueName', '${ImageQueue.QueueName}'];
const DEAD_LETTER_QUEUE = ['QueueName', '${DeadLetterQueue.QueueName}'];
const PIPELINE = [PIPELINE_DIMENSION, '${AWS::StackName}'];

type Options = Exclude<Row[number], string>;
const lambda = (name: string, options: Options): Row => ['AWS/Lambda', name, ...FUNCTION, options];
const sqs = (name: string, queue: string[], options: Options): Row => ['AWS/SQS', name, ...queue, options];
const images = (name: string, options: Options): Row => [METRIC_NAMESPACE, name, ...PIPELINE, options];
const objects = (bucket: string, label: string): Row => [
  ...['AWS/S3', 'NumberOfObjects', 'BucketName', bucket, 'StorageType', 'AllStorageTypes'],
  { label },
];
const perMinute = (id: string): Row => [{ expression: `60 * ${id} / PERIOD(${id})`, label: 'a minute' }];

/** The states of all alarms but the one that exists under a condition. */
export const alarmArns = ['PipelineHealth', 'DeadLetterQueue', ...CAUSES].map((name) => `\${Arn}\${${name}Alarm}`);

const CONSOLE = 'https://${Domain}';
const IN_REGION = 'home?region=${AWS::Region}#';
const queries = `[Saved queries](${CONSOLE}/cloudwatch/${IN_REGION}logsV2:logs-insights), under Queries`;
const reports = `[Reports of failures](${CONSOLE}/s3/buckets/\${ProcessedBucket}?prefix=failed/)`;

/** From top to bottom: is it well; how much goes through each part; and if it is not well, where. */
export const widgets = inRows([
  {
    height: 3,
    widgets: [alarmStates(18, 'Alarms', alarmArns), text(3, queries), text(3, reports)],
  },
  {
    height: 3,
    widgets: [
      totals(6, '1 Uploads', [
        perMinute('sent'),
        sqs('NumberOfMessagesSent', IMAGE_QUEUE, { id: 'sent', label: 'uploads' }),
      ]),
      totals(6, '2 Image queue', [
        sqs('ApproximateNumberOfMessagesVisible', IMAGE_QUEUE, { stat: 'Maximum', label: 'waiting at most' }),
        sqs('ApproximateAgeOfOldestMessage', IMAGE_QUEUE, { stat: 'Maximum', label: 'seconds at most' }),
      ]),
      totals(6, '3 Function', [perMinute('all'), lambda('Invocations', { id: 'all', label: 'invocations' })]),
      totals(6, '4 Processed', [
        perMinute('done'),
        images('ProcessedImages', { id: 'done', label: 'images' }),
        images('FailedImages', { label: 'failed tries' }),
      ]),
    ],
  },
  {
    height: 5,
    widgets: [
      graph(6, 'Success and failure (%)', [
        [{ expression: '100 * done / (done + failed)', label: 'processed' }],
        [{ expression: '100 * failed / (done + failed)', label: 'failed' }],
        images('ProcessedImages', { id: 'done', visible: false }),
        images('FailedImages', { id: 'failed', visible: false }),
      ]),
      graph(6, 'From upload to image (ms)', [
        images('Latency', { stat: 'p50', label: 'p50' }),
        images('Latency', { stat: 'p90', label: 'p90' }),
        images('Latency', { stat: 'p99', label: 'p99' }),
      ]),
      graph(6, 'Failed tries by code', [
        [
          {
            expression: `SEARCH('{${METRIC_NAMESPACE},${PIPELINE_DIMENSION},Code} MetricName="FailedImages" ${PIPELINE_DIMENSION}="\${AWS::StackName}"', 'Sum', 300)`,
          },
        ],
      ]),
      graph(6, 'Dead-letter queue', [
        sqs('ApproximateNumberOfMessagesVisible', DEAD_LETTER_QUEUE, { stat: 'Maximum', label: 'messages' }),
      ]),
    ],
  },
  {
    height: 5,
    widgets: [
      graph(6, 'Image queue', [
        sqs('ApproximateNumberOfMessagesVisible', IMAGE_QUEUE, { stat: 'Maximum', label: 'waiting' }),
        sqs('ApproximateNumberOfMessagesNotVisible', IMAGE_QUEUE, { stat: 'Maximum', label: 'being worked on' }),
      ]),
      graph(6, 'Age of the oldest upload (s)', [
        sqs('ApproximateAgeOfOldestMessage', IMAGE_QUEUE, { stat: 'Maximum', label: 'age' }),
      ]),
      graph(6, 'Errors and throttles', [
        lambda('Errors', { label: 'errors' }),
        lambda('Throttles', { label: 'throttles' }),
        [METRIC_NAMESPACE, `\${AWS::StackName}-${ERROR_LINES_METRIC}`, { label: 'error lines' }],
      ]),
      graph(6, 'Duration of an invocation (ms)', [
        lambda('Duration', { stat: 'p50', label: 'p50' }),
        lambda('Duration', { stat: 'p99', label: 'p99' }),
        lambda('Duration', { stat: 'Maximum', label: 'longest' }),
      ]),
    ],
  },
  {
    height: 5,
    widgets: [
      graph(6, 'Concurrent invocations', [lambda('ConcurrentExecutions', { stat: 'Maximum', label: 'invocations' })], {
        annotations: { horizontal: [{ label: 'most by the queue', value: '${MaximumConcurrency}' }] },
      }),
      // Lambda has no metric of it: https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html#platform-report
      logGraph(
        6,
        'Memory used (MB)',
        '${ImageFunctionLogGroup}',
        'filter type = "platform.report" | stats max(record.metrics.maxMemoryUsedMB) as used, max(record.metrics.memorySizeMB) as given by bin(5m)',
      ),
      graph(6, 'Bytes', [images('BytesIn', { label: 'uploaded' }), images('BytesSaved', { label: 'saved' })]),
      graph(
        6,
        'Objects, once a day',
        [objects('${UploadBucket}', 'upload bucket'), objects('${ProcessedBucket}', 'processed bucket')],
        { stat: 'Average', period: DAY },
      ),
    ],
  },
]);
