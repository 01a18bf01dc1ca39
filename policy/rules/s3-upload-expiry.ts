import { findingAt } from '../engine/deployed.ts';
import { hide, remove, set } from '../engine/mutate.ts';
import { notApplicable, type Rule } from '../engine/rule.ts';
import { isWithin, numberOf } from '../engine/values.ts';
import { coversAll, lifecycleOf } from '../facts/lifecycle.ts';
import { imagePipelineOf, pipelineOf } from '../facts/pipeline.ts';

const RULE = 'UploadBucket.Properties.LifecycleConfiguration.Rules.0';
const SECONDS_A_DAY = 86_400;

/** Uploads must outlive every message that can still name them: those in the dead-letter queue wait longest. */
export const s3UploadExpiry: Rule = {
  id: 'S3-8',
  title: 'Uploads expire, but not before the last message about them',
  why: 'Originals hold the metadata that people left in them and are not needed for ever; but an upload that expires while its message waits in the dead-letter queue can never be processed again.',
  reference: {
    url: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-expire-general-considerations.html',
    controls: ['Security Hub S3.13', 'AWS Config s3-lifecycle-policy-check', 'Well-Architected SEC07-BP04'],
  },
  check(context) {
    const { uploadBucket, deadLetterQueue } = pipelineOf(context) ?? {};
    if (!uploadBucket) return notApplicable;
    const kept = Math.ceil((numberOf(deadLetterQueue?.Properties['MessageRetentionPeriod']) ?? 0) / SECONDS_A_DAY);
    const expected = `a rule for all uploads with ExpirationInDays of at least ${kept + 1}, a day more than the dead-letter queue keeps its messages`;
    const rules = lifecycleOf(uploadBucket).filter(({ entry }) => entry['ExpirationInDays'] !== undefined);
    const early = rules
      .filter(({ entry }) => !isWithin(kept + 1, 36_500)(entry['ExpirationInDays']))
      .map(({ index }) =>
        findingAt(context, uploadBucket, ['LifecycleConfiguration', 'Rules', index, 'ExpirationInDays'], expected),
      );
    if (rules.some(coversAll)) return early;
    return imagePipelineOf(context)
      ? [findingAt(context, uploadBucket, ['LifecycleConfiguration', 'Rules'], expected, 'no such rule')]
      : early;
  },
  mutants: [
    { title: 'uploads have no expiry', kind: 'absent', mutate: remove(RULE) },
    { title: 'only some uploads expire', kind: 'single', mutate: set(`${RULE}.Prefix`, 'new/') },
    { title: 'the expiry cannot be known', kind: 'hidden', mutate: hide(`${RULE}.ExpirationInDays`) },
    { title: 'the rule is off', kind: 'related', mutate: set(`${RULE}.Status`, 'Disabled') },
    {
      title: 'uploads expire on the day on which the last message does',
      kind: 'boundary',
      mutate: set('Parameters.UploadRetentionDays.Default', 14),
    },
  ],
};
