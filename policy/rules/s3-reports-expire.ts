import { findingAt } from '../engine/deployed.ts';
import { hide, remove, set } from '../engine/mutate.ts';
import { notApplicable, type Rule } from '../engine/rule.ts';
import { isWithin, numberOf } from '../engine/values.ts';
import { lifecycleOf } from '../facts/lifecycle.ts';
import { imagePipelineOf } from '../facts/pipeline.ts';

const RULE = 'ProcessedBucket.Properties.LifecycleConfiguration.Rules.4';
const REPORTS = 'failed/';
const SECONDS_A_DAY = 86_400;
/** The longest that SQS keeps a message. */
const MOST_DAYS = 14;

export const s3ReportsExpire: Rule = {
  id: 'S3-18',
  title: 'Reports on failed images live as long as their messages in the dead-letter queue',
  why: 'A report says why a message is in the dead-letter queue: gone before it, nobody knows the reason any more; kept after it, it tells for ever of uploads that are gone.',
  reference: {
    url: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-expire-general-considerations.html',
    controls: ['Security Hub S3.13', 'AWS Config s3-lifecycle-policy-check', 'Well-Architected SEC07-BP04'],
  },
  check(context) {
    const { processedBucket, deadLetterQueue } = imagePipelineOf(context) ?? {};
    if (!processedBucket) return notApplicable;
    const kept = Math.ceil((numberOf(deadLetterQueue?.Properties['MessageRetentionPeriod']) ?? 0) / SECONDS_A_DAY);
    const expected = `a rule for ${REPORTS} with ExpirationInDays from ${kept}, as the dead-letter queue keeps messages, to ${MOST_DAYS}`;
    const rules = lifecycleOf(processedBucket).filter(
      ({ entry }) => entry['Prefix'] === REPORTS && entry['Status'] === 'Enabled',
    );
    if (rules.length === 0) {
      return [findingAt(context, processedBucket, ['LifecycleConfiguration', 'Rules'], expected, 'no such rule')];
    }
    return rules
      .filter(({ entry }) => !isWithin(kept, MOST_DAYS)(entry['ExpirationInDays']))
      .map(({ index }) =>
        findingAt(context, processedBucket, ['LifecycleConfiguration', 'Rules', index, 'ExpirationInDays'], expected),
      );
  },
  mutants: [
    { title: 'reports have no expiry', kind: 'absent', mutate: remove(RULE) },
    { title: 'only some reports expire', kind: 'single', mutate: set(`${RULE}.Prefix`, 'failed/new/') },
    { title: 'the expiry cannot be known', kind: 'hidden', mutate: hide(`${RULE}.ExpirationInDays`) },
    { title: 'the rule is off', kind: 'related', mutate: set(`${RULE}.Status`, 'Disabled') },
    { title: 'reports expire a day early', kind: 'boundary', mutate: set(`${RULE}.ExpirationInDays`, 13) },
  ],
};
