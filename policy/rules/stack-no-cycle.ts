import { dependencies, findCycle } from '../../src/aws/cloudformation/graph.ts';
import { set } from '../engine/mutate.ts';
import type { Rule } from '../engine/rule.ts';

export const stackNoCycle: Rule = {
  id: 'STACK-4',
  title: 'Resources can be created one after another: none needs itself',
  why: 'CloudFormation refuses a template with a circular dependency. The bucket that needs the policy of the queue that names the bucket is the usual one.',
  reference: {
    url: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html',
    controls: ['cfn-lint E3004'],
  },
  check({ resolved }) {
    const cycle = findCycle(dependencies(resolved));
    const [first] = cycle ?? [];
    if (!cycle || first === undefined) return [];
    return [{ path: ['Resources', first], expected: 'no circular dependency', received: cycle.join(' → ') }];
  },
  mutants: [
    {
      title: 'the queue policy names the bucket by its attribute',
      kind: 'single',
      mutate: set('ImageQueuePolicy.Properties.PolicyDocument.Statement.0.Condition.ArnEquals.aws:SourceArn', {
        'Fn::GetAtt': ['UploadBucket', 'Arn'],
      }),
    },
    {
      title: 'each queue names the other by its attribute',
      kind: 'related',
      mutate: set('DeadLetterQueue.Properties.RedriveAllowPolicy.sourceQueueArns.0', {
        'Fn::GetAtt': ['ImageQueue', 'Arn'],
      }),
    },
    {
      title: 'a resource waits for one that needs it',
      kind: 'boundary',
      mutate: set('ImageFunctionRole.DependsOn', 'ImageFunction'),
    },
  ],
};
