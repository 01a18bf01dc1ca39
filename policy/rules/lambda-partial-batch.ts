import { expectAt } from '../engine/deployed.ts';
import { addResource, hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { listOf } from '../engine/values.ts';
import { queueMappings } from '../facts/topology.ts';

const TYPES = 'ImageQueueMapping.Properties.FunctionResponseTypes';

export const lambdaPartialBatch: Rule = {
  id: 'LAMBDA-11',
  title: 'A mapping gives back only the messages of a batch that failed',
  why: 'Without it one bad image takes up to nine good ones of its batch with it into the dead-letter queue; or, as the handler never fails a whole batch, failed images count as done and are lost.',
  reference: {
    url: 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting',
    controls: ['Well-Architected REL05-BP03'],
  },
  check: (context) =>
    checkEach(queueMappings(context), ({ mapping }) =>
      expectAt(context, mapping, ['FunctionResponseTypes'], 'ReportBatchItemFailures', (value) =>
        listOf(value).includes('ReportBatchItemFailures'),
      ),
    ),
  mutants: [
    { title: 'left to the default', kind: 'absent', mutate: remove(TYPES) },
    { title: 'an empty list', kind: 'single', mutate: set(TYPES, []) },
    { title: 'it cannot be known', kind: 'hidden', mutate: hide(`${TYPES}.0`) },
    {
      title: 'a second mapping leaves it to the default',
      kind: 'related',
      mutate: addResource('Second', 'AWS::Lambda::EventSourceMapping', {
        EventSourceArn: { 'Fn::GetAtt': ['ImageQueue', 'Arn'] },
        FunctionName: { Ref: 'ImageFunction' },
      }),
    },
    { title: 'another answer', kind: 'boundary', mutate: set(TYPES, ['ReportBatchItemFailure']) },
  ],
};
