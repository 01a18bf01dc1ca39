import type { ResolvedResource } from '../../src/aws/cloudformation/attribute-of.ts';
import { findingAt, ofType } from '../engine/deployed.ts';
import { hide, set } from '../engine/mutate.ts';
import { checkEach, type Finding, type Rule, type RuleContext } from '../engine/rule.ts';
import { listOf, mapOf, numberOf } from '../engine/values.ts';
import { type LifecycleRule, lifecycleOf } from '../facts/lifecycle.ts';

const LEAST_DAYS_IN_STANDARD = 30;
const LEAST_DAYS_BETWEEN = 30;
const INFREQUENT = ['STANDARD_IA', 'ONEZONE_IA'];
const TRANSITIONS = 'ProcessedBucket.Properties.LifecycleConfiguration.Rules.0.Transitions';

function check(context: RuleContext, bucket: ResolvedResource, { index, entry }: LifecycleRule): Finding[] {
  const transitions = [...listOf(entry['Transitions']), ...listOf(entry['Transition'])].map((item, at) => {
    const { StorageClass, TransitionInDays } = mapOf(item);
    return { at, storageClass: String(StorageClass), days: numberOf(TransitionInDays) };
  });
  const infrequent = transitions.find(({ storageClass }) => INFREQUENT.includes(storageClass));
  const expiry = numberOf(entry['ExpirationInDays']) ?? Number.POSITIVE_INFINITY;
  return transitions.flatMap(({ at, storageClass, days }) => {
    const isInfrequent = INFREQUENT.includes(storageClass);
    const isColder = infrequent !== undefined && !isInfrequent;
    const least = isInfrequent
      ? LEAST_DAYS_IN_STANDARD
      : isColder
        ? (infrequent.days ?? Number.NaN) + LEAST_DAYS_BETWEEN
        : 0;
    if (days !== undefined && days >= least && days < expiry) return [];
    const path = ['LifecycleConfiguration', 'Rules', index, 'Transitions', at, 'TransitionInDays'];
    const after = isColder ? `${infrequent.days} + ${LEAST_DAYS_BETWEEN} = ${least}` : `${least}`;
    const before = Number.isFinite(expiry) ? ` and less than the expiry of ${expiry}` : '';
    return [
      findingAt(
        context,
        bucket,
        path,
        `at least ${after} days before ${storageClass}${before}`,
        days ?? 'no known number',
      ),
    ];
  });
}

export const s3Transitions: Rule = {
  id: 'S3-9',
  title: 'Objects move to colder storage in an order that S3 accepts',
  why: 'S3 refuses the lifecycle at deployment, or charges the least time in a class for objects that leave it earlier.',
  reference: {
    url: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html',
    controls: ['Security Hub S3.13', 'Well-Architected COST08-BP02'],
  },
  check: (context) =>
    checkEach(ofType(context, 'AWS::S3::Bucket'), (bucket) =>
      lifecycleOf(bucket).flatMap((rule) => check(context, bucket, rule)),
    ),
  mutants: [
    { title: 'STANDARD_IA after 29 days', kind: 'boundary', mutate: set(`${TRANSITIONS}.0.TransitionInDays`, 29) },
    {
      title: 'GLACIER 29 days after STANDARD_IA',
      kind: 'boundary',
      mutate: set(`${TRANSITIONS}.1.TransitionInDays`, 119),
    },
    {
      title: 'one transition has no days',
      kind: 'absent',
      mutate: set(`${TRANSITIONS}.0`, { StorageClass: 'STANDARD_IA' }),
    },
    { title: 'the days cannot be known', kind: 'hidden', mutate: hide(`${TRANSITIONS}.1.TransitionInDays`) },
    {
      title: 'the rule expires objects before they move',
      kind: 'single',
      mutate: set('ProcessedBucket.Properties.LifecycleConfiguration.Rules.0.ExpirationInDays', 180),
    },
  ],
};
