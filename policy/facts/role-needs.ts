import { arnOf } from '../engine/deployed.ts';
import type { RuleContext } from '../engine/rule.ts';
import type { Pipeline } from './pipeline.ts';

/**
 * What Lambda needs of a function's role to put the function into a VPC. The ids of its interfaces are not known
 * beforehand, so AWS's own policy for it, AWSLambdaVPCAccessExecutionRole, grants them on `*`:
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
 */
export const NETWORK_INTERFACE_ACTIONS: readonly string[] = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

/** An action that the function's role must have, on what, and what fails without it. */
export type Need = { action: string; resource: string; reason: string };

type Row = { actions: readonly string[]; part: keyof Pipeline; below?: string; reason: string };

/**
 * All that the function, its poller, its logs and its traces need. There is no s3:ListBucket, so a missing upload
 * answers 403; no logs:CreateLogGroup, as the stack makes the group; and no sqs:SendMessage, as SQS itself moves
 * messages to the dead-letter queue.
 */
const ROWS: readonly Row[] = [
  {
    actions: ['s3:GetObjectVersion'],
    part: 'uploadBucket',
    below: '/*',
    reason:
      'the handler reads exactly the version that the event names; the bucket keeps versions, so every event names one',
  },
  {
    actions: ['s3:PutObject'],
    part: 'processedBucket',
    below: '/processed/*',
    reason: 'the handler writes each rendition under processed/',
  },
  {
    actions: ['s3:GetObject'],
    part: 'processedBucket',
    below: '/processed/*',
    reason:
      'the handler looks with HeadObject whether a rendition that is there is of a newer upload, before it replaces it',
  },
  {
    actions: ['s3:PutObject'],
    part: 'processedBucket',
    below: '/failed/*',
    reason: 'the handler writes a report on each image that can never be processed under failed/',
  },
  {
    actions: ['s3:GetObject'],
    part: 'processedBucket',
    below: '/failed/*',
    reason:
      'the handler looks with HeadObject whether a report that is there is on a newer upload, before it replaces it',
  },
  {
    actions: ['s3:DeleteObject'],
    part: 'processedBucket',
    below: '/processed/*',
    reason: "the handler deletes an older upload's rendition where the newer one has another extension",
  },
  {
    actions: ['s3:DeleteObject'],
    part: 'processedBucket',
    below: '/failed/*',
    reason: 'the handler deletes the report on a failure when a later try, or a newer upload of the key, succeeds',
  },
  {
    actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
    part: 'imageQueue',
    reason:
      "Lambda's poller takes messages with the role of the function: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html",
  },
  {
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    part: 'logGroup',
    reason:
      'Lambda writes the log with the role of the function: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html',
  },
];

const TRACES = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'];

/** What the role needs in a configuration; a part that is missing needs nothing. */
export function needsOf(context: RuleContext, pipeline: Pipeline): Need[] {
  const onAll = (actions: readonly string[], reason: string): Need[] =>
    actions.map((action) => ({ action, resource: '*', reason }));
  return [
    ...ROWS.flatMap(({ actions, part, below = '', reason }) => {
      const resource = pipeline[part];
      return resource ? actions.map((action) => ({ action, resource: arnOf(context, resource) + below, reason })) : [];
    }),
    ...onAll(
      TRACES,
      'Lambda sends traces with the role of the function: https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html',
    ),
    ...onAll(
      NETWORK_INTERFACE_ACTIONS,
      'Lambda puts the function into the VPC, and deletes its interfaces after it has left: https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html',
    ),
  ];
}
