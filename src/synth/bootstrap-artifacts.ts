import type { Value } from 'cloudform';
import { BUCKET_NAMES, subBuckets } from './bootstrap-buckets.ts';
import type { BootstrapNames } from './bootstrap-parameters.ts';
import { arn, ref, unless } from './bootstrap-words.ts';
import { policyDocument, type Resource, sub } from './cloudformation.ts';
import { cleaningRules, privateBucket } from './private-bucket.ts';
import { denyInsecureTransport } from './transport.ts';

/** What somebody deleted by hand can be brought back for so long. */
const NONCURRENT_DAYS = 90;

/** Templates that pull requests stored are needed until their change set has been looked at. */
const REVIEW_DAYS = 7;

const under = (prefix: string) => subBuckets(`arn:\${AWS::Partition}:s3:::\${Artifacts}/${prefix}/*`);

/** The zips of the handler and their SBOMs, in the bucket that this stack or another one created. */
export const artifacts = () => under('handler');
/** The templates that main deploys. */
export const storedTemplates = () => under('templates');
/** The templates of pull requests. */
export const reviewedTemplates = () => under('review');

/** The bucket for zips and templates: each is written once, under its SHA-256, and stays. */
export const artifactBucket = () =>
  ({
    ArtifactBucket: {
      Why: 'Keeps every zip and template that was ever deployed. CloudFormation needs the earlier zip when it rolls back, and a return to an earlier commit needs both. Only what pull requests store expires.',
      Type: 'AWS::S3::Bucket',
      Condition: 'CreatesArtifactBucket',
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        BucketName: BUCKET_NAMES.Artifacts(),
        BucketNamespace: unless<Value<'account-regional'>>('HasArtifactBucketName', 'account-regional'),
        ...privateBucket(),
        LifecycleConfiguration: {
          Rules: [
            ...cleaningRules(NONCURRENT_DAYS),
            { Id: 'ExpireReviews', Status: 'Enabled', Prefix: 'review/', ExpirationInDays: REVIEW_DAYS },
          ],
        },
      },
    },
    ArtifactBucketPolicy: {
      Why: 'Refuses requests without TLS, and every write under handler/ and templates/ that would replace an object: what was reviewed under a hash cannot become something else.',
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
            Resource: [sub('${ArtifactBucket.Arn}/handler/*'), sub('${ArtifactBucket.Arn}/templates/*')],
            // In one request: the parts of a larger upload carry no such header, and are refused.
            // https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html
            Condition: { Null: { 's3:if-none-match': 'true' } },
          },
        ),
      },
    },
  }) satisfies Partial<Record<BootstrapNames['resource'], Resource<BootstrapNames>>>;
