/**
 * Names that must be known before their resource exists, as text for `Fn::Sub`: a policy and the thing that it is
 * about would otherwise refer to one another. All begin with the stack's name, so that stacks live side by side.
 */
export const IMAGE_QUEUE_NAME = '${AWS::StackName}-image-queue';
export const IMAGE_FUNCTION_NAME = '${AWS::StackName}-image-function';

/**
 * A name that whoever deploys gives to a bucket, or nothing. A name that ends in `-an` belongs to an account's own
 * namespace, which a given name does not have: S3 refuses it. Written without a lookahead: the last letters are not
 * `an`, or no hyphen is before them. https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 */
export const BUCKET_NAME_PATTERN =
  '^$|^[a-z0-9]([a-z0-9-]{0,59}([a-z0-9-]{2}[a-mo-z0-9]|[a-z0-9-][b-z0-9-]n|[a-z0-9]an)|[a-z0-9-][a-z0-9])$';
export const BUCKET_NAME_CONSTRAINT = 'a bucket name that does not end in -an, or nothing';
