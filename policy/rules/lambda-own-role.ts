import { findingAt, ofType, valueAt } from '../engine/deployed.ts';
import { addResource, hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { roleOf } from '../facts/topology.ts';

const ROLE = 'ImageFunction.Properties.Role';

export const lambdaOwnRole: Rule = {
  id: 'LAMBDA-7',
  title: 'Every function has a role of the stack, and no two share one',
  why: 'A role from elsewhere can be changed without anybody here seeing it; a shared one gives each function the rights of the other.',
  reference: {
    url: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html',
    controls: ['KICS ae03f542', 'Well-Architected SEC03-BP02'],
  },
  check(context) {
    const lambdas = ofType(context, 'AWS::Lambda::Function');
    return checkEach(lambdas, (lambda, index) => {
      const sharing = lambdas.slice(0, index).find((other) => valueAt(other, ['Role']) === valueAt(lambda, ['Role']));
      if (!roleOf(context, lambda)) return [findingAt(context, lambda, ['Role'], 'the ARN of a role of the stack')];
      return sharing ? [findingAt(context, lambda, ['Role'], `another role than that of ${sharing.LogicalId}`)] : [];
    });
  },
  mutants: [
    {
      title: 'the role is not of the stack',
      kind: 'boundary',
      mutate: set(ROLE, 'arn:aws:iam::111122223333:role/another'),
    },
    { title: 'the role cannot be known', kind: 'hidden', mutate: hide(ROLE) },
    { title: 'there is no role', kind: 'absent', mutate: remove(ROLE) },
    { title: 'the role is missing in the stack', kind: 'related', mutate: remove('ImageFunctionRole') },
    {
      title: 'a second function shares it',
      kind: 'single',
      mutate: addResource('Second', 'AWS::Lambda::Function', { Role: { 'Fn::GetAtt': ['ImageFunctionRole', 'Arn'] } }),
    },
  ],
};
