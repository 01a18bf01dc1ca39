import { arnOf, findingAt, ofType } from '../engine/deployed.ts';
import { hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { NETWORK_INTERFACE_ACTIONS } from '../facts/role-needs.ts';
import { rolePolicies } from '../facts/role-policies.ts';
import { statementsIn } from '../facts/statements.ts';
import { roleOf } from '../facts/topology.ts';
import { matches } from '../facts/wildcards.ts';

const DENY = 'ImageFunctionRole.Properties.Policies.0.PolicyDocument.Statement.DenyEniToFunctionCode';

export const iamNetworkNotForCode: Rule = {
  id: 'IAM-12',
  title: 'The code of a function cannot use what Lambda needs for its network interfaces',
  why: 'The grants are on everything, because Lambda needs them so. Without the denial, code that a malicious image has taken over can make and delete network interfaces in the whole account.',
  reference: {
    url: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-best-practice',
    controls: ['Well-Architected SEC03-BP02'],
  },
  check: (context) =>
    checkEach(ofType(context, 'AWS::Lambda::Function'), (lambda) => {
      const role = roleOf(context, lambda);
      if (!role) return [];
      const statements = rolePolicies(context, role).flatMap(statementsIn);
      const granted = NETWORK_INTERFACE_ACTIONS.filter((action) =>
        statements.some(({ allows, actions }) => allows && actions.some((pattern) => matches(pattern, action))),
      );
      const arn = arnOf(context, lambda);
      const denials = statements.filter(({ element, resources, conditions }) => {
        const [condition, ...others] = conditions;
        return (
          element('Effect') === 'Deny' &&
          resources.includes('*') &&
          others.length === 0 &&
          condition?.key === 'lambda:sourcefunctionarn' &&
          ['ArnEquals', 'ArnLike', 'StringEquals'].includes(condition.operator) &&
          condition.values.includes(arn)
        );
      });
      const open = granted.filter(
        (action) => !denials.some(({ actions }) => actions.some((pattern) => matches(pattern, action))),
      );
      const expected = `a Deny of ${open.join(', ')} on * when lambda:SourceFunctionArn is ${arn}`;
      const deny = statements.find(({ element }) => element('Effect') === 'Deny');
      return open.length === 0
        ? []
        : [
            deny
              ? findingAt(context, deny.owner, deny.path, expected)
              : findingAt(context, role, ['Policies'], expected, 'no such statement'),
          ];
    }),
  mutants: [
    {
      title: 'no denial',
      kind: 'absent',
      mutate: remove('ImageFunctionRole.Properties.Policies.0.PolicyDocument.Statement.6'),
    },
    {
      title: 'one action is not denied',
      kind: 'single',
      mutate: set(`${DENY}.Action`, ['ec2:Describe*', 'ec2:Create*']),
    },
    {
      title: 'the function cannot be known',
      kind: 'hidden',
      mutate: hide(`${DENY}.Condition.ArnEquals.lambda:SourceFunctionArn`),
    },
    {
      title: 'the function has another name',
      kind: 'related',
      mutate: remove('ImageFunction.Properties.FunctionName'),
    },
    {
      title: 'a second condition weakens the first',
      kind: 'boundary',
      mutate: set(`${DENY}.Condition.StringEquals`, { 'aws:RequestedRegion': 'eu-central-1' }),
    },
    {
      title: 'it denies one subnet',
      kind: 'boundary',
      mutate: set(`${DENY}.Resource`, 'arn:aws:ec2:eu-central-1:111122223333:subnet/subnet-1'),
    },
  ],
};
