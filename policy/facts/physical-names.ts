/** What a service takes for a name: its length in characters, and a pattern of the whole of it. */
export type NameLimit = { path: readonly string[]; least: number; most: number; pattern: RegExp; words: string };

const limit = (path: string, least: number, most: number, pattern: RegExp, words: string): NameLimit => ({
  path: path.split('.'),
  least,
  most,
  pattern,
  words,
});

const LETTERS = 'letters, digits, hyphens and underscores';
const WORD = /^[\w-]+$/;
const IAM = /^[\w+=,.@-]+$/;
const IAM_WORDS = 'letters, digits and +=,.@_-';
const LOGS = /^[\w./#-]+$/;
const GROUP = /^[\w .:/()#,@[\]+=&;{}!$*-]+$/;
const ANY = /^/;

const BUCKET = [3, 63, /^[a-z0-9][a-z0-9.-]*[a-z0-9]$/, 'lower-case letters, digits and hyphens'] as const;

/**
 * The limits of the properties that name or describe a resource, by type; from the API reference of each service, such
 * as https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html and
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-quotas.html
 */
export const NAME_LIMITS: Readonly<Record<string, readonly NameLimit[]>> = {
  'AWS::CloudWatch::Alarm': [
    limit('AlarmName', 1, 255, ANY, 'characters'),
    limit('MetricName', 1, 255, ANY, 'characters'),
  ],
  'AWS::CloudWatch::Dashboard': [limit('DashboardName', 1, 255, WORD, LETTERS)],
  'AWS::EC2::SecurityGroup': [
    limit('GroupName', 1, 255, GROUP, 'letters, digits and .:/()#,@[]+=&;{}!$*_-'),
    limit('GroupDescription', 1, 255, GROUP, 'letters, digits and .:/()#,@[]+=&;{}!$*_-'),
  ],
  'AWS::IAM::ManagedPolicy': [limit('ManagedPolicyName', 1, 128, IAM, IAM_WORDS)],
  'AWS::IAM::Role': [
    limit('RoleName', 1, 64, IAM, IAM_WORDS),
    limit('Description', 0, 1000, /^[\t\n\r -~¡-ÿ]*$/, 'characters of Latin 1'),
  ],
  'AWS::IAM::User': [limit('UserName', 1, 64, IAM, IAM_WORDS)],
  'AWS::KMS::Alias': [limit('AliasName', 7, 256, /^alias\/[\w/-]+$/, 'alias/ and letters, digits and /_-')],
  'AWS::Lambda::Function': [
    limit('FunctionName', 1, 64, WORD, LETTERS),
    limit('Description', 0, 256, ANY, 'characters'),
    limit('Code.S3Bucket', ...BUCKET),
    limit('Code.S3Key', 1, 1024, ANY, 'characters'),
  ],
  'AWS::Logs::LogGroup': [limit('LogGroupName', 1, 512, LOGS, 'letters, digits and ./#_-')],
  'AWS::Logs::MetricFilter': [limit('FilterName', 1, 512, /^[^:*]+$/, 'characters without : and *')],
  'AWS::S3::Bucket': [limit('BucketName', ...BUCKET), limit('LoggingConfiguration.DestinationBucketName', ...BUCKET)],
  'AWS::SNS::Topic': [
    limit('TopicName', 1, 256, /^[\w-]+(?:[.]fifo)?$/, LETTERS),
    limit('DisplayName', 0, 100, ANY, 'characters'),
  ],
  'AWS::SQS::Queue': [limit('QueueName', 1, 80, /^[\w-]+(?:[.]fifo)?$/, LETTERS)],
};
