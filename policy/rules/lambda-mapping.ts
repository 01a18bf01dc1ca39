import { expectAt, findingAt, ofType, valueAt } from '../engine/deployed.ts';
import { hide, remove, set } from '../engine/mutate.ts';
import { notApplicable, type Rule } from '../engine/rule.ts';
import { isTrue, isUnknowable, listOf, mapOf } from '../engine/values.ts';
import { pipelineOf } from '../facts/pipeline.ts';
import { queueMappings } from '../facts/topology.ts';

const MAPPING = 'ImageQueueMapping.Properties';

export const lambdaMapping: Rule = {
  id: 'LAMBDA-10',
  title: 'The mapping is enabled, reads the image queue for the image function, and throws no message away',
  why: 'Without it nothing is processed. With a filter, SQS messages that do not match are deleted: those uploads are never processed, and nothing reports it.',
  reference: {
    url: 'https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html',
    controls: ['cfn-lint E3705', 'Well-Architected REL05-BP01'],
  },
  check(context) {
    const pipeline = pipelineOf(context);
    const mappings = queueMappings(context);
    if (!pipeline && mappings.length === 0) return notApplicable;
    const feeds = mappings.some(
      ({ queue, target }) => queue && queue === pipeline?.imageQueue && target && target === pipeline.imageFunction,
    );
    const subject = pipeline?.mapping ?? pipeline?.imageFunction;
    return [
      ...(pipeline && subject && !feeds
        ? [
            findingAt(
              context,
              subject,
              subject === pipeline.mapping ? ['EventSourceArn'] : [],
              'an event source mapping from the image queue to the image function',
              valueAt(subject, ['EventSourceArn']) ?? 'no such mapping',
            ),
          ]
        : []),
      ...ofType(context, 'AWS::Lambda::EventSourceMapping').flatMap((mapping) =>
        expectAt(
          context,
          mapping,
          ['Enabled'],
          'true, which is the default',
          (value) => value === undefined || isTrue(value),
        ),
      ),
      ...mappings.flatMap(({ mapping }) =>
        expectAt(
          context,
          mapping,
          ['FilterCriteria'],
          'no FilterCriteria: what does not match is deleted',
          (value) => value === undefined || (!isUnknowable(value) && listOf(mapOf(value)['Filters']).length === 0),
        ),
      ),
    ];
  },
  mutants: [
    { title: 'there is none', kind: 'absent', mutate: remove('ImageQueueMapping') },
    { title: 'it is off', kind: 'boundary', mutate: set(`${MAPPING}.Enabled`, false) },
    { title: 'whether it is on cannot be known', kind: 'hidden', mutate: hide(`${MAPPING}.Enabled`) },
    {
      title: 'it reads the dead-letter queue',
      kind: 'single',
      mutate: set(`${MAPPING}.EventSourceArn`, { 'Fn::GetAtt': ['DeadLetterQueue', 'Arn'] }),
    },
    { title: 'what it reads cannot be known', kind: 'hidden', mutate: hide(`${MAPPING}.EventSourceArn`) },
    { title: 'it calls another function', kind: 'related', mutate: set(`${MAPPING}.FunctionName`, 'another') },
    {
      title: 'whether it filters cannot be known',
      kind: 'hidden',
      mutate: hide(`${MAPPING}.FilterCriteria`),
    },
    {
      title: 'it filters',
      kind: 'boundary',
      mutate: set(`${MAPPING}.FilterCriteria`, { Filters: [{ Pattern: '{"body":{"Records":[{"exists":true}]}}' }] }),
    },
  ],
};
