import type { Template } from '../../src/aws/cloudformation/template.ts';
import { type Finding, notApplicable, type Rule } from '../engine/rule.ts';
import { partsOf } from '../facts/parts.ts';

const change = (alter: (outputs: NonNullable<Template['Outputs']>) => void) => (template: Template) =>
  alter(template.Outputs ?? {});

export const stackOutputs: Rule = {
  id: 'STACK-13',
  title: 'The template gives the outputs that people and tools need, each described',
  why: 'Who uploads, who redrives and who is told of alarms finds the thing by its output; without it they guess names.',
  reference: {
    url: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html',
    controls: ['Well-Architected OPS04-BP01'],
  },
  check({ template, resolved }) {
    const needed = partsOf(template)?.outputs ?? [];
    const outputs = Object.entries(template.Outputs ?? {});
    if (needed.length + outputs.length === 0) return notApplicable;
    return [
      ...needed
        .filter((name) => !Object.hasOwn(resolved.outputs, name))
        .map((name): Finding => ({ path: ['Outputs', name], expected: `the output ${name}`, received: 'nothing' })),
      ...outputs
        .filter(([name, { Description }]) => !name.startsWith('Fn::') && !Description)
        .map(([name]): Finding => ({ path: ['Outputs', name], expected: 'a Description', received: 'nothing' })),
    ];
  },
  mutants: [
    {
      title: 'one output is gone',
      kind: 'single',
      mutate: change((outputs) => {
        delete outputs['DeadLetterQueueUrl'];
      }),
    },
    {
      title: 'there are no outputs',
      kind: 'absent',
      mutate: (template) => {
        delete template.Outputs;
      },
    },
    {
      title: 'one output is there under a condition alone',
      kind: 'hidden',
      mutate: change((outputs) =>
        Object.assign(outputs, { AlarmTopicArn: { ...outputs['AlarmTopicArn'], Condition: 'HasAlarmEmail' } }),
      ),
    },
    {
      title: 'one output is not described',
      kind: 'related',
      mutate: change((outputs) => Object.assign(outputs, { More: { Value: 'x' } })),
    },
  ],
};
