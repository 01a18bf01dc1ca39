import { expectAt, ofType } from '../engine/deployed.ts';
import { hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { is, isTrue, listOf, mapOf } from '../engine/values.ts';

const ENCRYPTION = 'UploadBucket.Properties.BucketEncryption';
const ALGORITHM = `${ENCRYPTION}.ServerSideEncryptionConfiguration.0.ServerSideEncryptionByDefault.SSEAlgorithm`;

/** With a KMS key, a bucket key saves one call to KMS for nearly every object. */
const states = (entry: unknown): boolean => {
  const algorithm = mapOf(mapOf(entry)['ServerSideEncryptionByDefault'])['SSEAlgorithm'];
  return algorithm === 'AES256' || (is('aws:kms')(algorithm) && isTrue(mapOf(entry)['BucketKeyEnabled']));
};

export const s3Encryption: Rule = {
  id: 'S3-1',
  title: 'Every bucket states how its objects are encrypted at rest',
  why: 'Without the statement nobody can tell from the template that images are encrypted, and a later change of the default goes unseen.',
  reference: {
    url: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-bucket-encryption.html',
    controls: [
      'Security Hub S3.17',
      'AWS Config s3-bucket-server-side-encryption-enabled',
      'CKV_AWS_19',
      'CIS 2.1.1',
      'Well-Architected SEC08-BP02',
    ],
  },
  check: (context) =>
    checkEach(ofType(context, 'AWS::S3::Bucket'), (bucket) =>
      expectAt(
        context,
        bucket,
        ['BucketEncryption', 'ServerSideEncryptionConfiguration'],
        'AES256, or aws:kms with BucketKeyEnabled',
        (value) => listOf(value).length > 0 && listOf(value).every(states),
      ),
    ),
  mutants: [
    { title: 'one bucket states none', kind: 'absent', mutate: remove(ENCRYPTION) },
    { title: 'one bucket has no algorithm', kind: 'single', mutate: remove(ALGORITHM) },
    { title: 'its algorithm cannot be known', kind: 'hidden', mutate: hide(ALGORITHM) },
    { title: 'it has a KMS key without a bucket key', kind: 'boundary', mutate: set(ALGORITHM, 'aws:kms') },
  ],
};
