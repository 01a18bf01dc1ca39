import { expectAt, ofType } from '../engine/deployed.ts';
import { addResource, hide, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { is } from '../engine/values.ts';

export const lambdaRecursiveLoop: Rule = {
  id: 'LAMBDA-13',
  title: "Lambda's own stop for endless loops stays on",
  why: 'It is the last thing that ends a loop between a queue, a function and a bucket before the bill does.',
  reference: {
    url: 'https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html',
    controls: ['Well-Architected COST02-BP05'],
  },
  check: (context) =>
    checkEach(ofType(context, 'AWS::Lambda::Function'), (lambda) =>
      expectAt(context, lambda, ['RecursiveLoop'], 'Terminate, which is the default', is(undefined, 'Terminate')),
    ),
  mutants: [
    {
      title: 'loops are allowed',
      kind: 'boundary',
      mutate: set('ImageFunction.Properties.RecursiveLoop', 'Allow'),
    },
    { title: 'it cannot be known', kind: 'hidden', mutate: hide('ImageFunction.Properties.RecursiveLoop') },
    {
      title: 'loops of a second function are allowed',
      kind: 'single',
      mutate: addResource('Second', 'AWS::Lambda::Function', { RecursiveLoop: 'Allow' }),
    },
  ],
};
