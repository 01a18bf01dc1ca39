/** What must hold between the parameters of the image pipeline, which no Parameters section can say. */
export type Relation = {
  parameters: readonly string[];
  /** Of the effective values, by name: all there, and each of them right by itself. */
  holds: (values: Record<string, string>) => boolean;
  /** Follows "Expected" and the first parameter's name and "to be". */
  expected: string;
};

/** A relation whose values are typed by the names that it lists, so that a misspelt one does not compile. */
const text = <P extends string>(
  parameters: readonly P[],
  expected: string,
  holds: (values: Record<P, string>) => boolean,
): Relation => ({ parameters, expected, holds: (values) => holds(values as Record<P, string>) });

const numbers = <P extends string>(
  parameters: readonly P[],
  expected: string,
  holds: (values: Record<P, number>) => boolean,
): Relation =>
  text(parameters, expected, (values) =>
    holds(Object.fromEntries(parameters.map((name) => [name, Number(values[name])])) as Record<P, number>),
  );

const SECONDS_PER_DAY = 86_400;

/**
 * The days that CloudWatch Logs accepts:
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
 */
export const LOG_RETENTION_DAYS: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
const RESERVED_BUCKET_NAME = /^(?:xn--|sthree-|amzn-s3-demo-)|(?:-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3|-an)$/;

const bucketName = <P extends string>(parameter: P): Relation =>
  text(
    [parameter],
    'empty, or 3 to 63 characters without a beginning or end that S3 reserves',
    ({ [parameter]: name }) =>
      name === '' || (name.length >= 3 && name.length <= 63 && !RESERVED_BUCKET_NAME.test(name)),
  );

const different = <P extends string>(one: P, other: P): Relation =>
  text(
    [one, other],
    `another bucket than ${other}`,
    ({ [one]: name, [other]: otherName }) => name === '' || name !== otherName,
  );

/** Each is checked where a template has all its parameters, on their effective values. */
export const relations: readonly Relation[] = [
  // AWS's advice: a message must not come back while its batch is still being tried.
  // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
  numbers(
    ['VisibilityTimeout', 'FunctionTimeout', 'MaximumBatchingWindow'],
    'at least 6 × FunctionTimeout + MaximumBatchingWindow',
    (value) => value.VisibilityTimeout >= 6 * value.FunctionTimeout + value.MaximumBatchingWindow,
  ),
  // A poller above the reserved concurrency is throttled, and each throttle counts as a try: good images die.
  numbers(
    ['MaximumConcurrency', 'ReservedConcurrency'],
    'at most ReservedConcurrency, unless that is 0',
    (value) => value.ReservedConcurrency === 0 || value.MaximumConcurrency <= value.ReservedConcurrency,
  ),
  text(['AvailabilityZones'], 'the letters of two zones, such as a,c', ({ AvailabilityZones }) =>
    /^([a-z]),(?!\1)[a-z]$/.test(AvailabilityZones),
  ),
  // In the dead-letter queue a message keeps its age: with the same period it could vanish on arrival.
  numbers(
    ['DeadLetterRetentionPeriod', 'MessageRetentionPeriod'],
    'greater than MessageRetentionPeriod',
    (value) => value.DeadLetterRetentionPeriod > value.MessageRetentionPeriod,
  ),
  // Otherwise a message expires before its last try, and never reaches the dead-letter queue.
  numbers(
    ['MessageRetentionPeriod', 'MaxReceiveCount', 'VisibilityTimeout'],
    'greater than MaxReceiveCount × VisibilityTimeout',
    (value) => value.MessageRetentionPeriod > value.MaxReceiveCount * value.VisibilityTimeout,
  ),
  // An upload that expires while its message waits in the dead-letter queue can never be processed again.
  numbers(
    ['UploadRetentionDays', 'DeadLetterRetentionPeriod'],
    'longer than DeadLetterRetentionPeriod by a day',
    (value) => (value.UploadRetentionDays - 1) * SECONDS_PER_DAY >= value.DeadLetterRetentionPeriod,
  ),
  // A process of its own holds the upload twice for a moment: src/handler/settings/limits.ts has the arithmetic.
  numbers(
    ['MaximumUploadMegabytes', 'MemorySize'],
    'at most a fifth of MemorySize',
    (value) => 5 * value.MaximumUploadMegabytes <= value.MemorySize,
  ),
  // S3 refuses a transition to STANDARD_IA before 30 days, and the next one before 30 more.
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
  numbers(['ProcessedInfrequentAccessDays'], 'at least 30', (value) => value.ProcessedInfrequentAccessDays >= 30),
  numbers(
    ['ProcessedGlacierDays', 'ProcessedInfrequentAccessDays'],
    'at least ProcessedInfrequentAccessDays + 30',
    (value) => value.ProcessedGlacierDays >= value.ProcessedInfrequentAccessDays + 30,
  ),
  numbers(['LogRetentionDays'], `one of ${LOG_RETENTION_DAYS.join(', ')}`, (value) =>
    LOG_RETENTION_DAYS.includes(value.LogRetentionDays),
  ),
  bucketName('UploadBucketName'),
  bucketName('ProcessedBucketName'),
  // Renditions, or log files, that land among the uploads would be processed again and again.
  different('ProcessedBucketName', 'UploadBucketName'),
  different('AccessLogBucketName', 'UploadBucketName'),
  // S3 would log the delivery of each log, without end, and the logs would lie among the images under processed/.
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html
  different('AccessLogBucketName', 'ProcessedBucketName'),
  text(
    ['AccessLogBucketName'],
    'no bucket of a pipeline, such as STACK-upload-ACCOUNT-REGION-an',
    ({ AccessLogBucketName }) => !/-(?:upload|processed)-\d{12}-[a-z0-9-]+-an$/.test(AccessLogBucketName),
  ),
];

/** The relations that these values break; those whose values are not all there are not asked. */
export const brokenRelations = (values: Record<string, string>): Relation[] =>
  relations.filter(
    ({ parameters, holds }) => parameters.every((name) => Object.hasOwn(values, name)) && !holds(values),
  );
