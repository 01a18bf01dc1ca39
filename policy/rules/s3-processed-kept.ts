import { findingAt } from '../engine/deployed.ts';
import { hide, remove, set } from '../engine/mutate.ts';
import { notApplicable, type Rule } from '../engine/rule.ts';
import { listOf } from '../engine/values.ts';
import { coversAll, lifecycleOf } from '../facts/lifecycle.ts';
import { imagePipelineOf } from '../facts/pipeline.ts';

const RULES = 'ProcessedBucket.Properties.LifecycleConfiguration.Rules';
const EXPIRIES = ['ExpirationInDays', 'ExpirationDate'];

/** Where the reports on failed images are, and nothing else. */
const REPORTS = 'failed/';

export const s3ProcessedKept: Rule = {
  id: 'S3-10',
  title: 'Processed images never expire, they only move to cheaper storage',
  why: 'A lifecycle that deletes processed images loses them without an error anywhere, after the uploads have gone too.',
  reference: {
    url: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-expire-general-considerations.html',
    controls: ['Security Hub S3.13', 'AWS Config s3-lifecycle-policy-check', 'Well-Architected REL09-BP01'],
  },
  check(context) {
    const bucket = imagePipelineOf(context)?.processedBucket;
    if (!bucket) return notApplicable;
    const rules = lifecycleOf(bucket);
    const expiring = rules
      .filter(({ entry }) => entry['Prefix'] !== REPORTS)
      .flatMap(({ index, entry }) =>
        EXPIRIES.filter((name) => entry[name] !== undefined).map((name) =>
          findingAt(
            context,
            bucket,
            ['LifecycleConfiguration', 'Rules', index, name],
            `no ${name} for processed images`,
          ),
        ),
      );
    const moves = rules.some(
      (rule) => coversAll(rule) && listOf(rule.entry['Transitions']).some((item) => typeof item === 'object'),
    );
    const expected = 'a rule for all objects with Transitions to cheaper storage';
    return moves
      ? expiring
      : [...expiring, findingAt(context, bucket, ['LifecycleConfiguration', 'Rules'], expected, 'no such rule')];
  },
  mutants: [
    { title: 'processed images expire', kind: 'boundary', mutate: set(`${RULES}.1.ExpirationInDays`, 3650) },
    {
      title: 'they expire on a date',
      kind: 'boundary',
      mutate: set(`${RULES}.0.ExpirationDate`, '2030-01-01T00:00:00Z'),
    },
    {
      title: 'the expiry of reports covers images too',
      kind: 'boundary',
      mutate: set(`${RULES}.4.Prefix`, ''),
    },
    { title: 'nothing moves', kind: 'absent', mutate: remove(`${RULES}.0`) },
    { title: 'where it moves cannot be known', kind: 'hidden', mutate: hide(`${RULES}.0.Transitions`) },
    { title: 'only one folder moves', kind: 'single', mutate: set(`${RULES}.0.Prefix`, 'processed/old/') },
    { title: 'the rule is off', kind: 'related', mutate: set(`${RULES}.0.Status`, 'Disabled') },
  ],
};
