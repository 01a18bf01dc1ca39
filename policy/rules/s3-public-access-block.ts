import { expectAt, ofType } from '../engine/deployed.ts';
import { hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { isTrue } from '../engine/values.ts';

const SWITCHES = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'] as const;
const BLOCK = 'UploadBucket.Properties.PublicAccessBlockConfiguration';

export const s3PublicAccessBlock: Rule = {
  id: 'S3-3',
  title: 'Every bucket blocks public access in all four ways',
  why: 'One of the four switches left open is enough for a later policy or access control list to show images to the world.',
  reference: {
    url: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html',
    controls: [
      'Security Hub S3.1',
      'Security Hub S3.8',
      'Control Tower CT.S3.PR.1',
      'AWS Config s3-bucket-level-public-access-prohibited',
      'cdk-nag AwsSolutions-S2',
      'CKV_AWS_53',
      'CKV_AWS_54',
      'CKV_AWS_55',
      'CKV_AWS_56',
      'CIS 2.1.4',
      'Well-Architected SEC03-BP07',
    ],
  },
  check: (context) =>
    checkEach(ofType(context, 'AWS::S3::Bucket'), (bucket) =>
      SWITCHES.flatMap((name) =>
        expectAt(context, bucket, ['PublicAccessBlockConfiguration', name], `${name} true`, isTrue),
      ),
    ),
  mutants: [
    { title: 'one bucket has no block', kind: 'absent', mutate: remove(BLOCK) },
    { title: 'one switch is missing', kind: 'single', mutate: remove(`${BLOCK}.RestrictPublicBuckets`) },
    { title: 'one switch is off', kind: 'boundary', mutate: set(`${BLOCK}.BlockPublicPolicy`, false) },
    { title: 'one switch cannot be known', kind: 'hidden', mutate: hide(`${BLOCK}.IgnorePublicAcls`) },
  ],
};
