import { findingAt } from '../engine/deployed.ts';
import { all, append, hide, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { isHidden } from '../engine/values.ts';
import { conditionValues, statementsOf } from '../facts/statements.ts';
import { overlap } from '../facts/wildcards.ts';

const STATEMENTS = 'ImageFunctionRole.Properties.Policies.0.PolicyDocument.Statement';
const PASS = {
  Sid: 'Pass',
  Effect: 'Allow',
  Action: 'iam:PassRole',
  Resource: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/worker' },
  Condition: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
};
/** STACK-LOGICALID-*, as CloudFormation names a role that the template does not name. */
const GENERATED = /:role\/[A-Za-z0-9-]+-[A-Z][A-Za-z0-9]*-\*$/;
const pass = (change: object) => append(STATEMENTS, { ...PASS, ...change });

export const iamPassRole: Rule = {
  id: 'IAM-9',
  title: 'A role is passed on only by name and only to a named service',
  why: 'Who may pass any role to any service has the rights of the mightiest role in the account: he makes a function, gives it that role, and calls it.',
  reference: {
    url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html',
    controls: ['cfn_nag F38', 'cfn_nag F39', 'CKV_AWS_110', 'trivy AWS-0342', 'Well-Architected SEC03-BP02'],
  },
  check: (context) =>
    checkEach(
      statementsOf(context, 'identity').filter(
        ({ allows, actions }) => allows && actions.some((action) => overlap(action.toLowerCase(), 'iam:passrole')),
      ),
      (statement) => {
        const { owner, path, resources } = statement;
        const services = conditionValues(statement, ['StringEquals'], 'iam:PassedToService');
        const isLimited = services !== undefined && services.length > 0 && !services.some(isHidden);
        return [
          ...(isLimited
            ? []
            : [findingAt(context, owner, [...path, 'Condition'], 'StringEquals iam:PassedToService', services)]),
          ...resources
            .filter((resource) => (resource.includes('*') && !GENERATED.test(resource)) || isHidden(resource))
            .map((resource) =>
              findingAt(context, owner, [...path, 'Resource'], 'the ARN of one role, or STACK-LOGICALID-*', resource),
            ),
        ];
      },
    ),
  mutants: [
    { title: 'to any service', kind: 'absent', mutate: pass({ Condition: undefined }) },
    {
      title: 'to a service that cannot be known',
      kind: 'hidden',
      mutate: all(pass({}), hide(`${STATEMENTS}.7.Condition.StringEquals.iam:PassedToService`)),
    },
    { title: 'any role', kind: 'boundary', mutate: pass({ Resource: '*' }) },
    {
      title: 'every role of a stack',
      kind: 'boundary',
      mutate: pass({
        Resource: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/${AWS::StackName}-*' },
      }),
    },
    { title: 'by a wildcard', kind: 'single', mutate: set(`${STATEMENTS}.0.Action`, 'iam:Pass*') },
  ],
};
