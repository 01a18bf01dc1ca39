import { findingAt, ofType, valueAt } from '../deployed.ts';
import { remove, set } from '../mutate.ts';
import { pipelineOf } from '../pipeline.ts';
import type { Rule } from '../rule.ts';
import { STACK_TAG } from '../service-role-grants.ts';
import { listOf, mapOf } from '../values.ts';

export const kmsStackTag: Rule = {
  id: 'KMS-5',
  title: 'Every key of the pipeline carries the name of its stack in the tag that the service role looks for',
  why: 'The id of a key is made up, and CloudFormation tags none by itself: without the tag nobody could change the key or delete it with the stack, or whoever deploys could delete every key of the account.',
  reference: {
    url: 'https://docs.aws.amazon.com/kms/latest/developerguide/tag-authorization.html',
    controls: ['Well-Architected SEC03-BP02', 'Well-Architected SEC08-BP01'],
  },
  check: (judged) =>
    pipelineOf(judged)
      ? ofType(judged, 'AWS::KMS::Key')
          .filter((key) => {
            const tags = listOf(valueAt(key, ['Tags'])).map(mapOf);
            const { StackName } = judged.settings.pseudo;
            return !tags.some(({ Key, Value }) => Key === STACK_TAG && Value === StackName);
          })
          .map((key) => findingAt(judged, key, ['Tags'], `the tag ${STACK_TAG} with the name of the stack`))
      : [],
  mutants: [
    { title: 'the key has no tag', kind: 'absent', mutate: remove('AlarmKey.Properties.Tags') },
    {
      title: 'it is tagged for all stacks',
      kind: 'over the line',
      mutate: set('AlarmKey.Properties.Tags.0.Value', 'image-pipelines'),
    },
    {
      title: 'the tag has another name',
      kind: 'some',
      mutate: set('AlarmKey.Properties.Tags.0.Key', 'stack'),
    },
  ],
};
