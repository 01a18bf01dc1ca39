import { findingAt, ofType, valueAt } from '../engine/deployed.ts';
import { hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { listOf, mapOf } from '../engine/values.ts';

const RULE = 'UploadBucket.Properties.BucketEncryption.ServerSideEncryptionConfiguration.0';

const refuses = (entry: unknown): boolean =>
  listOf(mapOf(mapOf(entry)['BlockedEncryptionTypes'])['EncryptionType']).includes('SSE-C');

export const s3CustomerKeys: Rule = {
  id: 'S3-21',
  title: 'Every bucket refuses objects that are encrypted with a key of the writer',
  why: 'With SSE-C, whoever may write can encrypt every object with a key that the account never sees, and ask for a ransom.',
  reference: {
    url: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/blocking-unblocking-s3-c-encryption-gpb.html',
    controls: ['Well-Architected SEC08-BP02'],
  },
  check: (context) =>
    checkEach(ofType(context, 'AWS::S3::Bucket'), (bucket) => {
      const path = ['BucketEncryption', 'ServerSideEncryptionConfiguration'];
      const rules = listOf(valueAt(bucket, path));
      return rules.length > 0 && rules.every(refuses)
        ? []
        : [findingAt(context, bucket, path, 'BlockedEncryptionTypes with SSE-C')];
    }),
  mutants: [
    { title: 'one bucket blocks nothing', kind: 'absent', mutate: remove(`${RULE}.BlockedEncryptionTypes`) },
    {
      title: 'one bucket blocks none by name',
      kind: 'boundary',
      mutate: set(`${RULE}.BlockedEncryptionTypes.EncryptionType`, ['NONE']),
    },
    {
      title: 'what it blocks cannot be known',
      kind: 'hidden',
      mutate: hide(`${RULE}.BlockedEncryptionTypes.EncryptionType`),
    },
  ],
};
