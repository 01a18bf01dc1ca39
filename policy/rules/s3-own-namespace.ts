import { findingAt, ofType, valueAt } from '../engine/deployed.ts';
import { hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { isHidden } from '../engine/values.ts';

export const s3OwnNamespace: Rule = {
  id: 'S3-16',
  title: 'A bucket whose name the stack derives has it from the names of its own account',
  why: 'Names that anybody can foresee can be taken by somebody else first; what is then sent there by name goes to that account. In the account-regional namespace nobody else can.',
  reference: {
    url: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/gpbucketnamespaces.html',
    controls: ['trivy AWS-0320', 'Well-Architected SEC03-BP07'],
  },
  check: (context) => {
    const { AccountId, Region } = context.settings.pseudo;
    const ending = `-${AccountId}-${Region}-an`;
    return checkEach(ofType(context, 'AWS::S3::Bucket'), (bucket) => {
      const name = valueAt(bucket, ['BucketName']);
      const hasEnding = typeof name === 'string' && name.endsWith(ending) && !isHidden(name);
      const isOurs = valueAt(bucket, ['BucketNamespace']) === 'account-regional';
      const isPrefixed = valueAt(bucket, ['BucketNamePrefix']) !== undefined;
      if (isOurs && !hasEnding && !isPrefixed)
        return [findingAt(context, bucket, ['BucketName'], `a name that ends in ${ending} in this namespace`, name)];
      const isDerived = isHidden(name) || String(name).endsWith('-an');
      return isOurs || !isDerived
        ? []
        : [findingAt(context, bucket, ['BucketNamespace'], 'account-regional for a name that ends in -an')];
    });
  },
  mutants: [
    {
      title: 'one bucket has no name to begin with',
      kind: 'related',
      mutate: remove('ProcessedBucket.Properties.BucketName'),
    },
    {
      title: 'one bucket has a name of another Region',
      kind: 'boundary',
      mutate: set('UploadBucket.Properties.BucketName', 'uploads-123456789012-xx-south-9-an'),
    },
    {
      title: 'one bucket names no namespace',
      kind: 'absent',
      mutate: remove('UploadBucket.Properties.BucketNamespace'),
    },
    {
      title: 'one bucket is in the namespace of all',
      kind: 'single',
      mutate: set('ProcessedBucket.Properties.BucketNamespace', 'global'),
    },
    {
      title: 'the namespace cannot be known',
      kind: 'hidden',
      mutate: hide('ProcessedBucket.Properties.BucketNamespace'),
    },
  ],
};
