import { expectAt, ofType } from '../engine/deployed.ts';
import { addResource, hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { LAMBDA_RUNTIMES } from '../facts/lambda-runtimes.ts';

const RUNTIME = 'ImageFunction.Properties.Runtime';

/** The rule as it judges on a given day, `YYYY-MM-DD`. */
export const runtimeSupportedOn = (today: () => string): Rule => ({
  id: 'LAMBDA-1',
  title: 'Every function runs on a runtime that AWS still patches',
  why: 'A deprecated runtime gets no security patches while it decodes files from outside, and soon the function can be neither created nor changed.',
  reference: {
    url: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html',
    controls: [
      'Security Hub Lambda.2',
      'AWS Config lambda-function-settings-check',
      'cdk-nag AwsSolutions-L1',
      'CKV_AWS_363',
      'Well-Architected SEC06-BP01',
    ],
  },
  check(context) {
    const date = today();
    return checkEach(
      ofType(context, 'AWS::Lambda::Function').filter(({ Properties }) => Properties['PackageType'] !== 'Image'),
      (lambda) =>
        expectAt(context, lambda, ['Runtime'], `a runtime that is supported on ${date}`, (runtime) => {
          const deprecated = typeof runtime === 'string' ? LAMBDA_RUNTIMES[runtime] : undefined;
          return deprecated !== undefined && date < deprecated;
        }),
    );
  },
  mutants: [
    { title: 'a runtime that has been deprecated', kind: 'boundary', mutate: set(RUNTIME, 'nodejs20.x') },
    { title: 'a runtime that does not exist', kind: 'boundary', mutate: set(RUNTIME, 'nodejs23.x') },
    { title: 'no runtime', kind: 'absent', mutate: remove(RUNTIME) },
    { title: 'it cannot be known', kind: 'hidden', mutate: hide(RUNTIME) },
    {
      title: 'a second function has one that has been deprecated',
      kind: 'single',
      mutate: addResource('Second', 'AWS::Lambda::Function', { Runtime: 'python3.9' }),
    },
  ],
});

export const lambdaRuntime: Rule = runtimeSupportedOn(() => new Date().toISOString().slice(0, 'YYYY-MM-DD'.length));
