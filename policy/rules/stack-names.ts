import { findingAt, valueAt } from '../engine/deployed.ts';
import { set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { isHidden, show } from '../engine/values.ts';
import { NAME_LIMITS, type NameLimit } from '../facts/physical-names.ts';

const fits = ({ least, most, pattern }: NameLimit, name: string): boolean =>
  name.length >= least && name.length <= most && pattern.test(name);

/** A name for Fn::Sub that has so many characters when `${AWS::StackName}` has 14, as that of the defaults does. */
const named = (characters: number) => ({ 'Fn::Sub': `\${AWS::StackName}${'x'.repeat(characters - 14)}` });

export const stackNames: Rule = {
  id: 'STACK-8',
  title: 'Every physical name has a length and characters that its service takes, in the Region with the longest name',
  why: 'A name that fits in one Region or under one name of the stack fails the deployment in another.',
  reference: {
    url: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html',
    controls: ['cfn-lint E3031', 'cfn-lint E3033', 'cfn-lint W1031'],
  },
  check: (context) =>
    checkEach(Object.values(context.resolved.resources), (resource) =>
      (NAME_LIMITS[resource.Type] ?? []).flatMap((limit) => {
        const name = valueAt(resource, limit.path);
        if (typeof name !== 'string' || isHidden(name) || fits(limit, name)) return [];
        const { least, most, words } = limit;
        const received = `${show(name)} of ${name.length}`;
        return [findingAt(context, resource, limit.path, `${least} to ${most} ${words}`, received)];
      }),
    ),
  mutants: [
    {
      title: 'one bucket name has 64 characters',
      kind: 'boundary',
      mutate: set('ProcessedBucket.Properties.BucketName.Fn::If.2', named(64)),
    },
    {
      title: 'one bucket name has upper-case letters',
      kind: 'single',
      mutate: set('ProcessedBucket.Properties.BucketName.Fn::If.2', { 'Fn::Sub': '${AWS::StackName}-Processed' }),
    },
    {
      title: 'the function name has 65 characters',
      kind: 'boundary',
      mutate: set('ImageFunction.Properties.FunctionName', named(65)),
    },
    {
      title: 'one queue name has 81 characters',
      kind: 'boundary',
      mutate: set('DeadLetterQueue.Properties.QueueName', named(81)),
    },
    {
      title: 'one queue name has a dot',
      kind: 'single',
      mutate: set('ImageQueue.Properties.QueueName', { 'Fn::Sub': '${AWS::StackName}.image-queue' }),
    },
    {
      title: 'the dashboard name has a space',
      kind: 'single',
      mutate: set('Dashboard.Properties.DashboardName', { 'Fn::Sub': '${AWS::StackName} dashboard' }),
    },
    {
      title: 'one bucket name is empty',
      kind: 'absent',
      mutate: set('ProcessedBucket.Properties.BucketName.Fn::If.2', ''),
    },
    {
      title: 'the bucket of the code has a name of 64 characters',
      kind: 'related',
      mutate: set('ImageFunction.Properties.Code.S3Bucket.Fn::If.2', named(64)),
    },
  ],
};
