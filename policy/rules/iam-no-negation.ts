import { findingAt } from '../engine/deployed.ts';
import { all, hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { statementsOf } from '../facts/statements.ts';

const STATEMENT = 'ImageFunctionRole.Properties.Policies.0.PolicyDocument.Statement.0';
const NEGATIONS = ['NotAction', 'NotResource', 'NotPrincipal'];

export const iamNoNegation: Rule = {
  id: 'IAM-4',
  title: 'No statement allows all but something',
  why: 'An Allow with NotAction, NotResource or NotPrincipal grants all that it does not name, and all that AWS will ever add.',
  reference: {
    url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html',
    controls: ['cfn_nag W15', 'cfn_nag W17', 'cfn_nag W21', 'cfn-lint W2512', 'Well-Architected SEC03-BP02'],
  },
  check: (context) =>
    checkEach(
      statementsOf(context, 'identity', 'resource', 'trust', 'endpoint').filter(({ allows }) => allows),
      ({ owner, path, element }) =>
        NEGATIONS.filter((name) => element(name) !== undefined).map((name) =>
          findingAt(context, owner, [...path, name], `${name.slice(3)} instead of ${name}`),
        ),
    ),
  mutants: [
    {
      title: 'all actions but one',
      kind: 'boundary',
      mutate: all(remove(`${STATEMENT}.Action`), set(`${STATEMENT}.NotAction`, 'iam:*')),
    },
    {
      title: 'all resources but one',
      kind: 'single',
      mutate: all(remove(`${STATEMENT}.Resource`), set(`${STATEMENT}.NotResource`, 'arn:aws:s3:::another/*')),
    },
    {
      title: 'all services but one',
      kind: 'boundary',
      mutate: set('ImageFunctionRole.Properties.AssumeRolePolicyDocument.Statement.0.NotPrincipal', {
        Service: 'ec2.amazonaws.com',
      }),
    },
    {
      title: 'something that cannot be known',
      kind: 'hidden',
      mutate: all(remove(`${STATEMENT}.Action`), hide(`${STATEMENT}.NotAction`)),
    },
  ],
};
