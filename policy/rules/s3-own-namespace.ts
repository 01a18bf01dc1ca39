import { expectAt, ofType, valueAt } from '../deployed.ts';
import { hide, remove, set } from '../mutate.ts';
import type { Rule } from '../rule.ts';
import { is, isHidden } from '../values.ts';

const isAccountRegional = (name: unknown): boolean => String(name).endsWith('-an') || isHidden(name);

export const s3OwnNamespace: Rule = {
  id: 'S3-16',
  title: 'A bucket whose name the stack derives has it from the names of its own account',
  why: 'Names that anybody can foresee can be taken by somebody else first; what is then sent there by name goes to a stranger. In the account-regional namespace nobody else can.',
  reference: {
    url: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/gpbucketnamespaces.html',
    controls: ['trivy AWS-0320', 'Well-Architected SEC03-BP07'],
  },
  check: (judged) =>
    ofType(judged, 'AWS::S3::Bucket').flatMap((bucket) =>
      isAccountRegional(valueAt(bucket, ['BucketName']))
        ? expectAt(
            judged,
            bucket,
            ['BucketNamespace'],
            'account-regional for a name that ends in -an',
            is('account-regional'),
          )
        : [],
    ),
  mutants: [
    {
      title: 'one bucket names no namespace',
      kind: 'absent',
      mutate: remove('UploadBucket.Properties.BucketNamespace'),
    },
    {
      title: 'one bucket is in the namespace of all',
      kind: 'some',
      mutate: set('ProcessedBucket.Properties.BucketNamespace', 'global'),
    },
    {
      title: 'the namespace cannot be known',
      kind: 'hidden',
      mutate: hide('ProcessedBucket.Properties.BucketNamespace'),
    },
  ],
};
