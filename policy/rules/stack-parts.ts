import { statedChoices } from '../../src/pipeline/choices.ts';
import { remove, set } from '../engine/mutate.ts';
import { checkEach, type Finding, type Rule } from '../engine/rule.ts';
import { partsOf } from '../facts/parts.ts';

export const stackParts: Rule = {
  id: 'STACK-12',
  title: 'The template has all its parts, each where its parameters and choices want it',
  why: 'Rules judge what is there. A queue, an alarm or a policy that is gone as a whole would offend none of them.',
  reference: {
    url: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html',
    controls: ['Well-Architected OPS04-BP01', 'Well-Architected REL11-BP01'],
  },
  check: ({ template, resolved }) =>
    checkEach(Object.entries(partsOf(template)?.resources ?? {}), ([logicalId, { type, when }]): Finding[] => {
      const wanted = when?.(resolved.parameters, statedChoices(template)) ?? true;
      const received = resolved.resources[logicalId]?.Type;
      if (wanted ? received === type : received === undefined) return [];
      const path = ['Resources', logicalId];
      const expected = `${wanted ? '' : 'no '}${logicalId} of type ${type}${when ? ' under these parameters and choices' : ''}`;
      return [{ path, expected, received: received ?? 'nothing' }];
    }),
  mutants: [
    { title: 'one alarm is gone', kind: 'single', mutate: remove('FunctionThrottlesAlarm') },
    {
      title: 'one part is of another type',
      kind: 'boundary',
      mutate: set('DeadLetterQueue.Type', 'AWS::SNS::Topic'),
    },
    {
      title: 'one part waits for a condition that does not hold',
      kind: 'hidden',
      mutate: set('DeadLetterQueueAlarm.Condition', 'HasAlarmEmail'),
    },
    {
      title: 'a part is there although the parameters do not want it',
      kind: 'related',
      mutate: remove('AlarmEmailSubscription.Condition'),
    },
  ],
};
