import { statedChoices } from '../../src/pipeline/choices.ts';
import { findingAt, valueAt } from '../engine/deployed.ts';
import { hide, remove, set } from '../engine/mutate.ts';
import { notApplicable, type Rule } from '../engine/rule.ts';
import { isHidden, listOf, mapOf } from '../engine/values.ts';
import { type LifecycleRule, lifecycleOf } from '../facts/lifecycle.ts';
import { imagePipelineOf } from '../facts/pipeline.ts';

/** An object in one of these has to be restored before it can be read; until then GetObject answers 403. */
const ARCHIVES = ['GLACIER', 'DEEP_ARCHIVE'];

const LIFECYCLE = 'ProcessedBucket.Properties.LifecycleConfiguration';

const classesOf = ({ entry }: LifecycleRule): unknown[] =>
  [...listOf(entry['Transitions']), ...listOf(entry['Transition'])].map((item) => mapOf(item)['StorageClass']);

export const s3Readable: Rule = {
  id: 'S3-20',
  title: 'A lifecycle moves images to archives only where that was chosen, and says which it moves at all',
  why: 'From GLACIER on, reading an image answers 403 until it is restored: a gallery of half-year-old pictures goes dark. And of objects below 128 KB, which most thumbnails are, S3 moves none by default: a lifecycle that does not say so promises savings that never come.',
  reference: {
    url: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html',
    controls: ['Well-Architected COST08-BP02', 'Well-Architected REL09-BP01'],
  },
  check(context) {
    const bucket = imagePipelineOf(context)?.processedBucket;
    if (!bucket) return notApplicable;
    const asked = statedChoices(context.template).processedStorage === 'archive';
    const moving = lifecycleOf(bucket).filter((rule) => classesOf(rule).length > 0);
    const archived = moving.filter((rule) =>
      classesOf(rule).some((each) => isHidden(each) || each === undefined || ARCHIVES.includes(String(each))),
    );
    const unsaid = moving.filter(
      ({ entry }) =>
        entry['ObjectSizeGreaterThan'] === undefined &&
        valueAt(bucket, ['LifecycleConfiguration', 'TransitionDefaultMinimumObjectSize']) === undefined,
    );
    return [
      ...(asked ? [] : archived).map(({ index }) =>
        findingAt(
          context,
          bucket,
          ['LifecycleConfiguration', 'Rules', index, 'Transitions'],
          'a storage class that can be read at once, such as GLACIER_IR',
        ),
      ),
      ...unsaid.map(() =>
        findingAt(
          context,
          bucket,
          ['LifecycleConfiguration', 'TransitionDefaultMinimumObjectSize'],
          'TransitionDefaultMinimumObjectSize, or ObjectSizeGreaterThan in the rule',
        ),
      ),
    ];
  },
  mutants: [
    {
      title: 'GLACIER without being asked for',
      kind: 'boundary',
      mutate: set(`${LIFECYCLE}.Rules.0.Transitions.1.StorageClass`, 'GLACIER'),
    },
    {
      title: 'DEEP_ARCHIVE as well',
      kind: 'boundary',
      mutate: set(`${LIFECYCLE}.Rules.0.Transitions.1.StorageClass`, 'DEEP_ARCHIVE'),
    },
    {
      title: 'the class cannot be known',
      kind: 'hidden',
      mutate: hide(`${LIFECYCLE}.Rules.0.Transitions.1.StorageClass`),
    },
    {
      title: 'nothing says which objects are too small',
      kind: 'absent',
      mutate: remove(`${LIFECYCLE}.TransitionDefaultMinimumObjectSize`),
    },
  ],
};
