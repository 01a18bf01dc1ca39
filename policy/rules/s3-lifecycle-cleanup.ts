import { findingAt, ofType } from '../engine/deployed.ts';
import { hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { isTrue, isWithin, mapOf } from '../engine/values.ts';
import { coversAll, lifecycleOf } from '../facts/lifecycle.ts';

const RULES = 'ProcessedBucket.Properties.LifecycleConfiguration.Rules';
const isDays = isWithin(1, 36_500);
const MOST_DAYS_OF_A_MULTIPART_UPLOAD = 30;

/** What grows in a versioned bucket without anybody seeing it, and what a rule must say to take it away. */
const CLEANUPS: readonly [expected: string, takesAway: (rule: Record<string, unknown>) => boolean][] = [
  [
    'a rule for all objects with NoncurrentVersionExpiration after some days',
    (rule) =>
      isDays(mapOf(rule['NoncurrentVersionExpiration'])['NoncurrentDays']) ||
      isDays(rule['NoncurrentVersionExpirationInDays']),
  ],
  [
    'a rule for all objects with ExpiredObjectDeleteMarker true, or an expiry of versions that has it',
    (rule) => isTrue(rule['ExpiredObjectDeleteMarker']),
  ],
  [
    `a rule for all objects with AbortIncompleteMultipartUpload after at most ${MOST_DAYS_OF_A_MULTIPART_UPLOAD} days`,
    (rule) =>
      isWithin(
        1,
        MOST_DAYS_OF_A_MULTIPART_UPLOAD,
      )(mapOf(rule['AbortIncompleteMultipartUpload'])['DaysAfterInitiation']),
  ],
];

export const s3LifecycleCleanup: Rule = {
  id: 'S3-7',
  title: 'Every bucket clears away old versions, delete markers and unfinished uploads',
  why: 'They are kept and paid for without end, and no listing shows them; an image that was to be deleted stays readable by its version.',
  reference: {
    url: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html',
    controls: [
      'Security Hub S3.10',
      'Security Hub S3.13',
      'Control Tower CT.S3.PR.3',
      'Control Tower CT.S3.PR.6',
      'AWS Config s3-version-lifecycle-policy-check',
      'CKV_AWS_300',
      'Well-Architected COST06-BP02',
    ],
  },
  check: (context) =>
    checkEach(ofType(context, 'AWS::S3::Bucket'), (bucket) => {
      const rules = lifecycleOf(bucket).filter(coversAll);
      return CLEANUPS.filter(([, takesAway]) => !rules.some(({ entry }) => takesAway(entry))).map(([expected]) =>
        findingAt(context, bucket, ['LifecycleConfiguration', 'Rules'], expected, 'no such rule'),
      );
    }),
  mutants: [
    {
      title: 'one bucket has no lifecycle',
      kind: 'absent',
      mutate: remove('ProcessedBucket.Properties.LifecycleConfiguration'),
    },
    { title: 'one bucket keeps old versions', kind: 'single', mutate: remove(`${RULES}.1`) },
    { title: 'one bucket keeps delete markers', kind: 'single', mutate: remove(`${RULES}.2`) },
    { title: 'one bucket keeps unfinished uploads', kind: 'single', mutate: remove(`${RULES}.3`) },
    {
      title: 'the number of days cannot be known',
      kind: 'hidden',
      mutate: hide(`${RULES}.1.NoncurrentVersionExpiration.NoncurrentDays`),
    },
    { title: 'a rule is there but off', kind: 'boundary', mutate: set(`${RULES}.3.Status`, 'Disabled') },
    { title: 'a rule covers one folder', kind: 'boundary', mutate: set(`${RULES}.1.Prefix`, 'processed/') },
    {
      title: 'unfinished uploads stay for 31 days',
      kind: 'boundary',
      mutate: set(`${RULES}.3.AbortIncompleteMultipartUpload.DaysAfterInitiation`, 31),
    },
  ],
};
