import type { Value } from 'cloudform';
import { BUCKET_NAMES, subBuckets } from './bootstrap-buckets.ts';
import type { BootstrapNames } from './bootstrap-parameters.ts';
import { arn, ref, unless } from './bootstrap-words.ts';
import { policyDocument, type Resource, sub } from './cloudformation.ts';
import { cleaningRules, privateBucket } from './private-bucket.ts';
import { denyInsecureTransport } from './transport.ts';

/** What somebody deleted by hand can be brought back for so long. */
const NONCURRENT_DAYS = 90;

/** The zips of the handler, whoever made their bucket. */
export const artifacts = () => subBuckets('arn:${AWS::Partition}:s3:::${Artifacts}/handler/*');

/** The bucket for the zips of the handler: each is written once, under its hash, and stays. */
export const artifactBucket = () =>
  ({
    ArtifactBucket: {
      Why: 'Keeps every zip of the handler that was ever deployed: CloudFormation needs the earlier one when it rolls back, and so does who returns to an earlier commit. That is why nothing expires.',
      Type: 'AWS::S3::Bucket',
      Condition: 'CreatesArtifactBucket',
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        BucketName: BUCKET_NAMES.Artifacts(),
        BucketNamespace: unless<Value<'account-regional'>>('HasArtifactBucketName', 'account-regional'),
        ...privateBucket(),
        LifecycleConfiguration: { Rules: cleaningRules(NONCURRENT_DAYS) },
      },
    },
    ArtifactBucketPolicy: {
      Why: 'Refuses requests without TLS, and every write under handler/ that would not fail where there is a zip already: what was reviewed under a hash cannot become something else.',
      Type: 'AWS::S3::BucketPolicy',
      Condition: 'CreatesArtifactBucket',
      Properties: {
        Bucket: ref('ArtifactBucket'),
        PolicyDocument: policyDocument(
          denyInsecureTransport('s3:*', [arn('ArtifactBucket'), sub('${ArtifactBucket.Arn}/*')]),
          {
            Sid: 'DenyOverwrite',
            Effect: 'Deny',
            Principal: '*',
            Action: 's3:PutObject',
            Resource: sub('${ArtifactBucket.Arn}/handler/*'),
            // In one request: the parts of a larger upload carry no such header, and are refused.
            // https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html
            Condition: { Null: { 's3:if-none-match': 'true' } },
          },
        ),
      },
    },
  }) satisfies Partial<Record<BootstrapNames['resource'], Resource<BootstrapNames>>>;
