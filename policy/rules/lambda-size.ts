import { expectAt, ofType } from '../engine/deployed.ts';
import { hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { isWithin } from '../engine/values.ts';
import { imagePipelineOf } from '../facts/pipeline.ts';

/** MB. The largest image that the handler admits does not fit into less than 512. */
const LEAST_FOR_IMAGES = 512;
const LEAST = 128;
const MOST = 10_240;
const MOST_SECONDS = 900;

export const lambdaSize: Rule = {
  id: 'LAMBDA-3',
  title:
    'Every function states its memory and its timeout, and the image function has enough memory for the largest image',
  why: 'The defaults are 128 MB and 3 seconds: the function is killed in the middle of an image, again and again until the message is in the dead-letter queue.',
  reference: {
    url: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html',
    controls: [
      'cdk-nag Serverless-LambdaDefaultMemorySize',
      'cdk-nag Serverless-LambdaDefaultTimeout',
      'AWS Config lambda-function-settings-check',
      'Well-Architected PERF02-BP04',
    ],
  },
  check(context) {
    const imageFunction = imagePipelineOf(context)?.imageFunction;
    return checkEach(ofType(context, 'AWS::Lambda::Function'), (lambda) => {
      const least = lambda === imageFunction ? LEAST_FOR_IMAGES : LEAST;
      return [
        ...expectAt(context, lambda, ['MemorySize'], `${least} to ${MOST} MB`, isWithin(least, MOST)),
        ...expectAt(context, lambda, ['Timeout'], `1 to ${MOST_SECONDS} seconds`, isWithin(1, MOST_SECONDS)),
      ];
    });
  },
  mutants: [
    {
      title: 'the memory is left to the default',
      kind: 'absent',
      mutate: remove('ImageFunction.Properties.MemorySize'),
    },
    { title: 'the timeout is left to the default', kind: 'single', mutate: remove('ImageFunction.Properties.Timeout') },
    { title: 'the memory cannot be known', kind: 'hidden', mutate: hide('ImageFunction.Properties.MemorySize') },
    { title: '511 MB', kind: 'boundary', mutate: set('ImageFunction.Properties.MemorySize', 511) },
    { title: '901 seconds', kind: 'boundary', mutate: set('ImageFunction.Properties.Timeout', 901) },
  ],
};
