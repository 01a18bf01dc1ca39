import type { ResolvedResource } from '../../src/aws/cloudformation/attribute-of.ts';
import { remembered } from '../../src/shared/memoize.ts';
import { arnOf, ofType, refOf, valueAt } from '../engine/deployed.ts';
import type { RuleContext } from '../engine/rule.ts';
import { knownMapOf, listOf } from '../engine/values.ts';
import { alarmsOf, metricsOf } from './alarms.ts';
import { IMAGE_METRICS } from './metric-tables.ts';
import { rolePolicies } from './role-policies.ts';
import { conditionValues, statementsIn, statementsOf } from './statements.ts';
import { deadLetterQueueOf, notificationsOf, policiesOn, queueMappings, roleOf } from './topology.ts';

/** Environment variables without which the handler does not start, and those that keep glibc from holding memory. */
export const HANDLER_VARIABLES = [
  'UPLOAD_BUCKET',
  'PROCESSED_BUCKET',
  'PIPELINE_NAME',
  'METRIC_NAMESPACE',
  'IMAGE_WIDTH',
  'IMAGE_HEIGHT',
  'IMAGE_FIT',
  'IMAGE_ENLARGE',
  'OUTPUT_FORMAT',
  'LOG_LEVEL',
  'MAX_RECEIVE_COUNT',
  'MAXIMUM_UPLOAD_MEGABYTES',
  'FUNCTION_TIMEOUT',
  'MALLOC_ARENA_MAX',
  'MALLOC_MMAP_THRESHOLD_',
  'MALLOC_TRIM_THRESHOLD_',
] as const;

type Part = ResolvedResource | undefined;

/** A bucket that notifies a queue that a function polls, and what belongs to them. A part that is missing is undefined. */
export type Pipeline = {
  uploadBucket: Part;
  processedBucket: Part;
  imageQueue: Part;
  deadLetterQueue: Part;
  mapping: Part;
  imageFunction: Part;
  role: Part;
  logGroup: Part;
};

type Cue = (candidate: ResolvedResource) => boolean;

/**
 * The candidate for which most cues speak, the first of several; undefined where none speaks for any. Every part has
 * several cues: a link that is broken or hidden must not hide the part from the rules that report the link.
 */
function mostLikely(candidates: readonly ResolvedResource[], cues: readonly Cue[]): Part {
  const votes = candidates.map((candidate) => cues.filter((cue) => cue(candidate)).length);
  const most = Math.max(0, ...votes);
  return most === 0 ? undefined : candidates[votes.indexOf(most)];
}

const variablesOf = (lambda: Part): Record<string, unknown> =>
  lambda ? knownMapOf(valueAt(lambda, ['Environment', 'Variables'])) : {};

/** Whether a function has the environment of this project's handler: at least half of its variables. */
const hasHandlerVariables = (lambda: ResolvedResource): boolean => {
  const variables = variablesOf(lambda);
  return 2 * HANDLER_VARIABLES.filter((name) => Object.hasOwn(variables, name)).length >= HANDLER_VARIABLES.length;
};

const trustsLambda = (context: RuleContext, role: ResolvedResource): boolean =>
  statementsOf(context, 'trust').some(
    ({ owner, principals }) => owner === role && principals.includes('Service lambda.amazonaws.com'),
  );

/** The ARNs on which the policies of a role allow an action by its name. */
const resourcesFor = (context: RuleContext, role: Part, ...actions: readonly string[]): string[] =>
  role
    ? rolePolicies(context, role)
        .flatMap(statementsIn)
        .filter((statement) => statement.allows && statement.actions.some((action) => actions.includes(action)))
        .flatMap(({ resources }) => resources)
    : [];

/** Whether the policy of a queue admits a service for this source. */
const admitsSource = (context: RuleContext, queue: ResolvedResource, source: string): boolean => {
  const policies = policiesOn(context, 'AWS::SQS::QueuePolicy', 'Queues', refOf(context, queue));
  return statementsOf(context, 'resource').some(
    (statement) =>
      policies.includes(statement.owner) &&
      conditionValues(statement, ['ArnEquals', 'ArnLike', 'StringEquals'], 'aws:SourceArn')?.includes(source),
  );
};

const notifies = (context: RuleContext, bucket: ResolvedResource, queue: ResolvedResource): boolean =>
  notificationsOf(bucket).some(({ target }) => target === arnOf(context, queue));

function findParts(context: RuleContext): Pipeline {
  const [functions, queues, buckets, mappings] = [
    'AWS::Lambda::Function',
    'AWS::SQS::Queue',
    'AWS::S3::Bucket',
    'AWS::Lambda::EventSourceMapping',
  ].map((type) => ofType(context, type)) as [
    ResolvedResource[],
    ResolvedResource[],
    ResolvedResource[],
    ResolvedResource[],
  ];
  const polled = queueMappings(context);
  const imageFunction = mostLikely(functions, [
    hasHandlerVariables,
    (lambda) => polled.some(({ target }) => target === lambda),
    (lambda) => resourcesFor(context, roleOf(context, lambda), 'sqs:ReceiveMessage').length > 0,
    () => functions.length === 1,
  ]);
  const roles = ofType(context, 'AWS::IAM::Role');
  const role =
    imageFunction &&
    mostLikely(roles, [
      (candidate) => roleOf(context, imageFunction) === candidate,
      (candidate) => trustsLambda(context, candidate),
      () => roles.length === 1,
    ]);
  const received = resourcesFor(context, role, 'sqs:ReceiveMessage');
  const allowedSources = queues.flatMap((queue) => listOf(valueAt(queue, ['RedriveAllowPolicy', 'sourceQueueArns'])));
  const imageQueue = mostLikely(queues, [
    (queue) => polled.some((each) => each.queue === queue && each.target === imageFunction),
    (queue) => buckets.some((bucket) => notifies(context, bucket, queue)),
    (queue) => buckets.some((bucket) => admitsSource(context, queue, arnOf(context, bucket))),
    (queue) => received.includes(arnOf(context, queue)),
    (queue) => deadLetterQueueOf(context, queue) !== undefined,
    (queue) => allowedSources.includes(arnOf(context, queue)),
  ]);
  const deadLetterQueue =
    imageQueue &&
    mostLikely(
      queues.filter((queue) => queue !== imageQueue),
      [
        (queue) => deadLetterQueueOf(context, imageQueue) === queue,
        (queue) => valueAt(queue, ['RedriveAllowPolicy']) !== undefined,
        () => queues.length === 2,
      ],
    );
  const mapping = mostLikely(mappings, [
    (candidate) => polled.some((each) => each.mapping === candidate && each.queue === imageQueue),
    (candidate) => polled.some((each) => each.mapping === candidate && each.target === imageFunction),
    () => mappings.length === 1,
  ]);
  const variables = variablesOf(imageFunction);
  const read = resourcesFor(context, role, 's3:GetObject', 's3:GetObjectVersion');
  const written = resourcesFor(context, role, 's3:PutObject');
  const isIn = (bucket: ResolvedResource, arns: readonly string[]): boolean =>
    arns.some((arn) => arn.startsWith(`${arnOf(context, bucket)}/`));
  const uploadBucket = mostLikely(buckets, [
    (bucket) => imageQueue !== undefined && notifies(context, bucket, imageQueue),
    (bucket) => imageQueue !== undefined && admitsSource(context, imageQueue, arnOf(context, bucket)),
    (bucket) => isIn(bucket, read) && !isIn(bucket, written),
    (bucket) => variables['UPLOAD_BUCKET'] === refOf(context, bucket),
  ]);
  const processedBucket = mostLikely(
    buckets.filter((bucket) => bucket !== uploadBucket),
    [(bucket) => isIn(bucket, written), (bucket) => Object.values(variables).includes(refOf(context, bucket))],
  );
  const logged = resourcesFor(context, role, 'logs:PutLogEvents');
  const logGroup =
    imageFunction &&
    mostLikely(ofType(context, 'AWS::Logs::LogGroup'), [
      (group) => valueAt(imageFunction, ['LoggingConfig', 'LogGroup']) === refOf(context, group),
      (group) => refOf(context, group) === `/aws/lambda/${refOf(context, imageFunction)}`,
      (group) => logged.includes(arnOf(context, group)),
    ]);
  return { uploadBucket, processedBucket, imageQueue, deadLetterQueue, mapping, imageFunction, role, logGroup };
}

/** Whether an alarm watches what this project's handler counts. */
const watchesImages = (context: RuleContext): boolean =>
  alarmsOf(context)
    .flatMap(metricsOf)
    .some(
      ({ name, dimensions }) => IMAGE_METRICS.metrics.includes(String(name)) && Object.hasOwn(dimensions, 'Pipeline'),
    );

type Found = { parts: Pipeline; isPipeline: boolean; runsImages: boolean };

function find(context: RuleContext): Found {
  const parts = findParts(context);
  const { imageFunction, imageQueue, uploadBucket, role } = parts;
  const isPolled =
    imageFunction !== undefined &&
    imageQueue !== undefined &&
    (queueMappings(context).some(({ queue, target }) => queue === imageQueue && target === imageFunction) ||
      resourcesFor(context, role, 'sqs:ReceiveMessage').includes(arnOf(context, imageQueue)));
  const runsImages =
    ofType(context, 'AWS::Lambda::Function').some(hasHandlerVariables) ||
    (watchesImages(context) && (imageFunction ?? imageQueue) !== undefined);
  const isNotified =
    imageQueue !== undefined &&
    uploadBucket !== undefined &&
    (notifies(context, uploadBucket, imageQueue) || admitsSource(context, imageQueue, arnOf(context, uploadBucket)));
  return { parts, isPipeline: runsImages || (isPolled && isNotified), runsImages };
}

const found = new WeakMap<RuleContext, Found>();

/** The pipeline of a template, by what is linked to what, under any names; undefined where nothing is so linked. */
export function pipelineOf(context: RuleContext): Pipeline | undefined {
  const { parts, isPipeline } = remembered(found, context, find);
  return isPipeline ? parts : undefined;
}

/** The pipeline that runs this project's handler: known by the variables that it reads, or the metrics that it writes. */
export function imagePipelineOf(context: RuleContext): Pipeline | undefined {
  const { parts, runsImages } = remembered(found, context, find);
  return runsImages ? parts : undefined;
}
