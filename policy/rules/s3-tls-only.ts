import { arnOf, ofType, refOf } from '../engine/deployed.ts';
import { append, hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { policiesOn } from '../facts/topology.ts';
import { expectTlsOnly } from '../facts/transport.ts';

const STATEMENT = 'ProcessedBucketPolicy.Properties.PolicyDocument.Statement.0';

export const s3TlsOnly: Rule = {
  id: 'S3-2',
  title: 'Every bucket refuses requests without TLS',
  why: 'Over plain HTTP an image, and the signature of the request that fetches it, can be read on the way.',
  reference: {
    url: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html',
    controls: [
      'Security Hub S3.5',
      'Control Tower CT.S3.PR.8',
      'AWS Config s3-bucket-ssl-requests-only',
      'cdk-nag AwsSolutions-S10',
      'CIS 2.1.1',
      'Well-Architected SEC09-BP02',
    ],
  },
  check: (context) =>
    checkEach(ofType(context, 'AWS::S3::Bucket'), (bucket) => {
      const arn = arnOf(context, bucket);
      const policies = policiesOn(context, 'AWS::S3::BucketPolicy', 'Bucket', refOf(context, bucket));
      return expectTlsOnly(context, bucket, policies, 's3:*', [arn, `${arn}/*`]);
    }),
  mutants: [
    { title: 'one bucket has no policy', kind: 'related', mutate: remove('ProcessedBucketPolicy') },
    { title: 'one policy has no such statement', kind: 'single', mutate: set(STATEMENT, {}) },
    { title: 'its condition is missing', kind: 'absent', mutate: remove(`${STATEMENT}.Condition`) },
    {
      title: 'the policy hangs on a bucket that is not known',
      kind: 'hidden',
      mutate: hide('ProcessedBucketPolicy.Properties.Bucket'),
    },
    {
      title: 'it covers the objects but not the bucket',
      kind: 'boundary',
      mutate: remove(`${STATEMENT}.Resource.0`),
    },
    {
      title: 'it covers the bucket but not the objects',
      kind: 'boundary',
      mutate: remove(`${STATEMENT}.Resource.1`),
    },
    { title: 'it denies reading alone', kind: 'boundary', mutate: set(`${STATEMENT}.Action`, 's3:GetObject') },
    { title: 'it allows instead of denying', kind: 'boundary', mutate: set(`${STATEMENT}.Effect`, 'Allow') },
    {
      title: 'it denies requests with TLS',
      kind: 'boundary',
      mutate: set(`${STATEMENT}.Condition.Bool`, { 'aws:SecureTransport': 'true' }),
    },
    {
      title: 'a second condition weakens the first',
      kind: 'boundary',
      mutate: set(`${STATEMENT}.Condition.StringEquals`, { 'aws:PrincipalType': 'User' }),
    },
    {
      title: 'it binds a single principal',
      kind: 'boundary',
      mutate: set(`${STATEMENT}.Principal`, { AWS: '111122223333' }),
    },
    {
      title: 'two values match anything',
      kind: 'boundary',
      mutate: append(`${STATEMENT}.Condition.Bool.aws:SecureTransport`, 'true'),
    },
  ],
};
