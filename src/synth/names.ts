/**
 * Names that must be known before their resource exists, as text for `Fn::Sub`: a policy and the thing that it is
 * about would otherwise refer to one another. All begin with the stack's name, so that stacks live side by side.
 */
export const IMAGE_QUEUE_NAME = '${AWS::StackName}-image-queue';
export const IMAGE_FUNCTION_NAME = '${AWS::StackName}-image-function';

/**
 * A name that a deployment gives to a bucket, or nothing. A name that ends in `-an` belongs to an account's own namespace,
 * which a given name does not have: S3 refuses it. https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 */
export const BUCKET_NAME_PATTERN = '^$|^(?!.*-an$)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$';
export const BUCKET_NAME_CONSTRAINT = 'a bucket name that does not end in -an, or nothing';

/**
 * The metrics that the handler writes, in CloudWatch's embedded metric format, one line an image, with the dimension
 * `Pipeline`, and the one that the metric filter makes of its log.
 */
export const METRIC_NAMESPACE = 'ImagePipeline';
export const PIPELINE_DIMENSION = 'Pipeline';
export const ERROR_LINES_METRIC = 'ErrorLines';

/**
 * The alarms that PipelineHealthAlarm joins, by their logical ids without `Alarm`, in the order of the dashboard. One that
 * exists under a condition is no text of a list: alarms.ts and dashboard.ts add FunctionConcurrencyAlarm.
 */
export const CAUSES = [
  'ErrorRate',
  'OldestMessageAge',
  'ErrorLines',
  'FunctionErrors',
  'FunctionThrottles',
  'FunctionDuration',
] as const;

export type Cause = `${(typeof CAUSES)[number]}Alarm`;
