import { ofType } from '../engine/deployed.ts';
import { hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { show } from '../engine/values.ts';

/** RetainExceptOnCreate keeps what a stack has once made, and still lets a first creation that failed clean up. */
const WANTED = {
  DeletionPolicy: ['Retain', 'RetainExceptOnCreate'],
  UpdateReplacePolicy: ['Retain'],
} as const;

export const s3Retained: Rule = {
  id: 'S3-11',
  title: 'Every bucket outlives its stack and its replacement',
  why: 'Without both policies, deleting the stack or changing the name of a bucket deletes the images, or fails because the bucket is not empty.',
  reference: {
    url: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html',
    controls: ['cfn-lint I3011', 'cfn-lint W3011', 'Well-Architected REL09-BP01'],
  },
  check: (context) =>
    checkEach(ofType(context, 'AWS::S3::Bucket'), (bucket) =>
      (['DeletionPolicy', 'UpdateReplacePolicy'] as const)
        .filter((name) => !(WANTED[name] as readonly unknown[]).includes(bucket[name]))
        .map((name) => ({
          path: ['Resources', bucket.LogicalId, name],
          expected: `${name} ${WANTED[name].join(' or ')}`,
          received: show(bucket[name]),
        })),
    ),
  mutants: [
    { title: 'one bucket has no deletion policy', kind: 'absent', mutate: remove('UploadBucket.DeletionPolicy') },
    {
      title: 'one bucket has no replacement policy',
      kind: 'related',
      mutate: remove('ProcessedBucket.UpdateReplacePolicy'),
    },
    {
      title: 'one bucket goes with the stack',
      kind: 'single',
      mutate: set('ProcessedBucket.DeletionPolicy', 'Delete'),
    },
    {
      title: 'one bucket goes when it is replaced',
      kind: 'boundary',
      mutate: set('UploadBucket.UpdateReplacePolicy', 'Delete'),
    },
    { title: 'the policy cannot be known', kind: 'hidden', mutate: hide('UploadBucket.DeletionPolicy') },
  ],
};
