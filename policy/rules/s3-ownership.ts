import { expectAt, ofType } from '../engine/deployed.ts';
import { hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { is, listOf, mapOf } from '../engine/values.ts';

const CONTROLS = 'ProcessedBucket.Properties.OwnershipControls';
const enforces = (value: unknown): boolean => mapOf(value)['ObjectOwnership'] === 'BucketOwnerEnforced';

export const s3Ownership: Rule = {
  id: 'S3-4',
  title: 'Every bucket owns its objects and has no access control lists',
  why: 'A list on a single object can share an image past every policy; and with the setting that forbids lists, a bucket that names one is not created.',
  reference: {
    url: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html',
    controls: [
      'Security Hub S3.12',
      'Control Tower CT.S3.PR.5',
      'AWS Config s3-bucket-acl-prohibited',
      'CKV_AWS_20',
      'CKV_AWS_57',
      'Well-Architected SEC03-BP07',
    ],
  },
  check: (context) =>
    checkEach(ofType(context, 'AWS::S3::Bucket'), (bucket) => [
      ...expectAt(
        context,
        bucket,
        ['OwnershipControls', 'Rules'],
        'ObjectOwnership BucketOwnerEnforced',
        (rules) => listOf(rules).length > 0 && listOf(rules).every(enforces),
      ),
      ...expectAt(context, bucket, ['AccessControl'], 'no AccessControl', is(undefined)),
    ]),
  mutants: [
    { title: 'one bucket leaves it to the default', kind: 'absent', mutate: remove(CONTROLS) },
    { title: 'one bucket has no rule', kind: 'single', mutate: set(`${CONTROLS}.Rules`, []) },
    { title: 'its value cannot be known', kind: 'hidden', mutate: hide(`${CONTROLS}.Rules.0.ObjectOwnership`) },
    {
      title: 'it only prefers to own',
      kind: 'boundary',
      mutate: set(`${CONTROLS}.Rules.0.ObjectOwnership`, 'BucketOwnerPreferred'),
    },
    {
      title: 'it names an access control list',
      kind: 'boundary',
      mutate: set('ProcessedBucket.Properties.AccessControl', 'Private'),
    },
  ],
};
