import { expectAt, ofType } from '../engine/deployed.ts';
import { addResource, hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { listOf } from '../engine/values.ts';

const ARCHITECTURES = ['arm64', 'x86_64'];
const isOne = (value: unknown): boolean =>
  listOf(value).length === 1 && ARCHITECTURES.includes(String(listOf(value)[0]));

export const lambdaArchitecture: Rule = {
  id: 'LAMBDA-2',
  title: 'Every function states its processor',
  why: 'The native code in the zip is built for one processor: on another the function fails at its first import, and every image ends in the dead-letter queue.',
  reference: {
    url: 'https://docs.aws.amazon.com/lambda/latest/dg/foundation-arch.html',
    controls: ['Well-Architected PERF02-BP06'],
  },
  check: (context) =>
    checkEach(ofType(context, 'AWS::Lambda::Function'), (lambda) =>
      expectAt(context, lambda, ['Architectures'], `one of ${ARCHITECTURES.join(', ')}`, isOne),
    ),
  mutants: [
    { title: 'left to the default', kind: 'absent', mutate: remove('ImageFunction.Properties.Architectures') },
    { title: 'it cannot be known', kind: 'hidden', mutate: hide('ImageFunction.Properties.Architectures.0') },
    {
      title: 'both',
      kind: 'boundary',
      mutate: set('ImageFunction.Properties.Architectures', ['arm64', 'x86_64']),
    },
    {
      title: 'a second function does not say',
      kind: 'single',
      mutate: addResource('Second', 'AWS::Lambda::Function', { Runtime: 'nodejs24.x' }),
    },
  ],
};
