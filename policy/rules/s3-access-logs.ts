import type { ResolvedResource } from '../../src/aws/cloudformation/attribute-of.ts';
import { expectAt, findingAt, ofType, refOf, valueAt } from '../engine/deployed.ts';
import { all, hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Finding, type Rule, type RuleContext } from '../engine/rule.ts';
import { isHidden, listOf, mapOf } from '../engine/values.ts';
import { pipelineOf } from '../facts/pipeline.ts';
import { conditionValues, statementsOf } from '../facts/statements.ts';
import { policiesOn } from '../facts/topology.ts';

const PREFIX = ['LoggingConfiguration', 'LogFilePrefix'];
const DESTINATION = ['LoggingConfiguration', 'DestinationBucketName'];
const LOGGING = 'UploadBucket.Properties.LoggingConfiguration';

const logsUnder = (LogFilePrefix: string) => ({ DestinationBucketName: { Ref: 'AccessLogBucketName' }, LogFilePrefix });

/** As with the choice accessLogs: 'existing'. */
const withLogs = all(
  set('Parameters.AccessLogBucketName', { Type: 'String', Default: 'access-logs' }),
  set(LOGGING, logsUnder('upload/')),
  set('ProcessedBucket.Properties.LoggingConfiguration', logsUnder('processed/')),
);

/** What a log bucket of the same stack must have, or S3 delivers no logs and says nothing. */
function checkDestination(context: RuleContext, destination: ResolvedResource): Finding[] {
  const rules = listOf(valueAt(destination, ['BucketEncryption', 'ServerSideEncryptionConfiguration'])).map(mapOf);
  const usesKms = rules.some((rule) => mapOf(rule['ServerSideEncryptionByDefault'])['SSEAlgorithm'] !== 'AES256');
  const policies = policiesOn(context, 'AWS::S3::BucketPolicy', 'Bucket', refOf(context, destination));
  const admitted = statementsOf(context, 'resource').some(
    (statement) =>
      policies.includes(statement.owner) &&
      statement.element('Effect') === 'Allow' &&
      statement.principals.includes('Service logging.s3.amazonaws.com') &&
      statement.actions.includes('s3:PutObject') &&
      conditionValues(statement, ['StringEquals'], 'aws:SourceAccount')?.join() === context.settings.pseudo.AccountId,
  );
  return [
    ...(usesKms
      ? [findingAt(context, destination, ['BucketEncryption'], 'AES256 for a bucket that takes access logs')]
      : []),
    ...(admitted
      ? []
      : [
          findingAt(
            context,
            destination,
            [],
            'a bucket policy that lets logging.s3.amazonaws.com put objects for this account (aws:SourceAccount)',
            'no such statement',
          ),
        ]),
  ];
}

export const s3AccessLogs: Rule = {
  id: 'S3-17',
  title: 'Access logs that are asked for are written for every bucket, to another bucket that can take them',
  why: 'Logs of a bucket written to itself make logs without end; a destination with a KMS key or without a policy gets none, and nothing reports it.',
  reference: {
    url: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html',
    controls: [
      'Security Hub S3.9',
      'Control Tower CT.S3.PR.2',
      'cdk-nag AwsSolutions-S1',
      'CKV_AWS_18',
      'Well-Architected SEC04-BP01',
    ],
  },
  check(context) {
    const buckets = ofType(context, 'AWS::S3::Bucket');
    const { uploadBucket, processedBucket } = pipelineOf(context) ?? {};
    const related = [uploadBucket, processedBucket].filter((bucket) => bucket !== undefined);
    /** Where the other bucket of the pipeline logs to: both are logged, or neither is. */
    const wantedOf = (bucket: ResolvedResource): unknown => {
      const other = related.includes(bucket) ? related.find((each) => each !== bucket) : undefined;
      const destination = other && valueAt(other, DESTINATION);
      return destination === refOf(context, bucket) || isHidden(destination) ? undefined : destination;
    };
    /** Whether another bucket logs to the same place. */
    const sharing = (bucket: ResolvedResource): boolean =>
      buckets.some(
        (other) =>
          other !== bucket && [DESTINATION, PREFIX].every((path) => valueAt(other, path) === valueAt(bucket, path)),
      );
    return checkEach(buckets, (bucket) => {
      const name = valueAt(bucket, DESTINATION);
      const wanted = wantedOf(bucket);
      const destination = buckets.find((other) => refOf(context, other) === name);
      return [
        ...(wanted && !isHidden(name)
          ? expectAt(context, bucket, DESTINATION, `access logs to ${wanted}`, (value) => value === wanted)
          : isHidden(name)
            ? [findingAt(context, bucket, DESTINATION, 'a log bucket that can be known')]
            : []),
        ...(name !== undefined && sharing(bucket)
          ? [findingAt(context, bucket, PREFIX, 'a prefix that no other bucket logs under')]
          : []),
        ...(destination === bucket ? [findingAt(context, bucket, DESTINATION, 'another bucket than itself')] : []),
        ...(destination && destination !== bucket ? checkDestination(context, destination) : []),
      ];
    });
  },
  mutants: [
    {
      title: 'two buckets log under one prefix',
      kind: 'single',
      mutate: all(withLogs, set(`${LOGGING}.LogFilePrefix`, 'processed/')),
    },
    {
      title: 'one bucket has no logs although they are asked for',
      kind: 'single',
      mutate: all(withLogs, remove('UploadBucket.Properties.LoggingConfiguration')),
    },
    {
      title: 'the destination is missing',
      kind: 'absent',
      mutate: all(withLogs, remove(`${LOGGING}.DestinationBucketName`)),
    },
    {
      title: 'the destination cannot be known',
      kind: 'hidden',
      mutate: all(withLogs, hide(`${LOGGING}.DestinationBucketName`)),
    },
    {
      title: 'whether a bucket logs cannot be known',
      kind: 'hidden',
      mutate: hide('UploadBucket.Properties.LoggingConfiguration'),
    },
    {
      title: 'a bucket logs to itself',
      kind: 'boundary',
      mutate: set('UploadBucket.Properties.LoggingConfiguration', {
        DestinationBucketName: { 'Fn::Sub': '${AWS::StackName}-upload-${AWS::AccountId}-${AWS::Region}-an' },
      }),
    },
    {
      title: 'a log bucket of the stack admits nobody',
      kind: 'related',
      mutate: set('UploadBucket.Properties.LoggingConfiguration', {
        DestinationBucketName: { Ref: 'ProcessedBucket' },
      }),
    },
  ],
};
