import { findingAt } from '../engine/deployed.ts';
import { addResource, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { show } from '../engine/values.ts';
import { lackingIn } from '../facts/combinations.ts';

export const stackCombinations: Rule = {
  id: 'STACK-19',
  title: 'Every resource has the properties that its other properties demand',
  why: 'The specification calls them optional, because something else can stand in for them; without either the deployment fails half-way.',
  reference: {
    url: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html',
    controls: ['cfn-lint E3014', 'cfn-lint E3017', 'cfn-lint E3018', 'cfn-lint E3021'],
  },
  check: (context) =>
    checkEach(Object.values(context.resolved.resources), (resource) =>
      lackingIn(context, resource).map(({ path, part, expected }) =>
        findingAt(context, resource, path, expected, `only ${show(Object.keys(part))}`),
      ),
    ),
  mutants: [
    {
      title: 'one alarm does not say how it compares',
      kind: 'absent',
      mutate: remove('ErrorLinesAlarm.Properties.ComparisonOperator'),
    },
    {
      title: 'one alarm does not say which statistic it takes',
      kind: 'single',
      mutate: remove('ErrorLinesAlarm.Properties.Statistic'),
    },
    { title: 'the function has no handler', kind: 'absent', mutate: remove('ImageFunction.Properties.Handler') },
    { title: 'the network has no addresses', kind: 'absent', mutate: remove('Vpc.Properties.CidrBlock') },
    { title: 'one subnet has no addresses', kind: 'single', mutate: remove('SubnetB.Properties.CidrBlock') },
    {
      title: 'one rule of a security group leads nowhere',
      kind: 'related',
      mutate: remove('ImageFunctionSecurityGroup.Properties.SecurityGroupEgress.0.CidrIp'),
    },
    {
      title: 'one bucket of the account namespace has no name',
      kind: 'absent',
      mutate: remove('ProcessedBucket.Properties.BucketName'),
    },
    {
      title: 'one bucket of the account namespace has any name',
      kind: 'boundary',
      mutate: set('ProcessedBucket.Properties.BucketName', { 'Fn::Sub': '${AWS::StackName}-processed' }),
    },
    { title: 'a second function is empty', kind: 'single', mutate: addResource('Second', 'AWS::Lambda::Function') },
  ],
};
