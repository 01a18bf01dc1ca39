import { expectAt, ofType } from '../engine/deployed.ts';
import { hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { is } from '../engine/values.ts';

const VERSIONING = 'UploadBucket.Properties.VersioningConfiguration';

export const s3Versioning: Rule = {
  id: 'S3-6',
  title: 'Every bucket keeps versions',
  why: 'Without versions an upload that is overwritten before it is processed, or deleted by mistake, is gone.',
  reference: {
    url: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html',
    controls: [
      'Security Hub S3.14',
      'Control Tower CT.S3.PR.11',
      'AWS Config s3-bucket-versioning-enabled',
      'CKV_AWS_21',
      'Well-Architected REL09-BP01',
    ],
  },
  check: (context) =>
    checkEach(ofType(context, 'AWS::S3::Bucket'), (bucket) =>
      expectAt(context, bucket, ['VersioningConfiguration', 'Status'], 'Enabled', is('Enabled')),
    ),
  mutants: [
    { title: 'one bucket says nothing of versions', kind: 'absent', mutate: remove(VERSIONING) },
    { title: 'one bucket has them suspended', kind: 'single', mutate: set(`${VERSIONING}.Status`, 'Suspended') },
    { title: 'its status cannot be known', kind: 'hidden', mutate: hide(`${VERSIONING}.Status`) },
    {
      title: 'in letters that S3 does not take',
      kind: 'boundary',
      mutate: set(`${VERSIONING}.Status`, 'enabled'),
    },
  ],
};
