import { findingAt } from '../engine/deployed.ts';
import { all, hide, set } from '../engine/mutate.ts';
import { checkEach, type Rule, type RuleContext } from '../engine/rule.ts';
import { conditionValues, type Statement, statementsOf } from '../facts/statements.ts';

/**
 * Services that say for whom they assume a role. Lambda does:
 * https://docs.aws.amazon.com/lambda/latest/dg/permissions-managed-policies.html. The account is the key to ask for:
 * the source's ARN is not documented for all that Lambda does with the role (interfaces in a VPC, polling a queue).
 */
const SERVICES = ['lambda', 'pipes', 'scheduler', 'states'].map((name) => `Service ${name}.amazonaws.com`);
const ROLE = 'ImageFunctionRole.Properties.AssumeRolePolicyDocument.Statement.0';
const guarded = set(`${ROLE}.Condition`, { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } });

/** A claim that a token must carry, with values of which none begins with a wildcard. */
function demands(statement: Statement, claim: string): boolean {
  const condition = statement.conditions.find(
    ({ operator, key }) => ['StringEquals', 'StringLike'].includes(operator) && key.endsWith(`:${claim}`),
  );
  return condition !== undefined && condition.values.length > 0 && condition.values.every(isNarrow);
}

/** Of `repo:ORG/REPO:…` the organisation and the repository have to be said; of anything else how it begins. */
function isNarrow(value: string): boolean {
  const [kind, name = 'none'] = value.split(':');
  const parts = kind === 'repo' ? name.split('/') : [kind ?? ''];
  return parts.every((part) => part !== '' && !part.includes('*') && !part.includes('?'));
}

function problemsOf(context: RuleContext, statement: Statement): string[] {
  const account = context.settings.pseudo.AccountId;
  const accounts = conditionValues(statement, ['StringEquals'], 'aws:SourceAccount');
  const isService = statement.principals.some((principal) => SERVICES.includes(principal));
  const isToken = statement.actions.includes('sts:AssumeRoleWithWebIdentity');
  return [
    ...(isService && accounts?.join() !== account ? [`StringEquals aws:SourceAccount ${account}`] : []),
    ...(isToken
      ? ['aud', 'sub']
          .filter((claim) => !demands(statement, claim))
          .map(
            (claim) => `StringEquals or StringLike on the ${claim} of the token, for one organisation and repository`,
          )
      : []),
    ...statement.conditions
      .filter(({ operator }) => operator.startsWith('ForAllValues:') || operator.endsWith('IfExists'))
      .map(({ operator }) => `no ${operator}, which holds when the key is missing`),
  ];
}

export const iamTrustConditions: Rule = {
  id: 'IAM-7',
  title: 'A role that a service or a token can assume says for whom',
  why: 'A service works for every account: without the condition another account that knows the name of the role can try to have it used for him. A token without its subject is of any repository on the same host.',
  reference: {
    url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html',
    controls: [
      'Prowler iam_role_cross_service_confused_deputy_prevention',
      'Well-Architected SEC03-BP07',
      'Well-Architected SEC03-BP09',
    ],
  },
  check: (context) =>
    checkEach(
      statementsOf(context, 'trust').filter(({ allows }) => allows),
      (statement) =>
        problemsOf(context, statement).map((expected) =>
          findingAt(context, statement.owner, [...statement.path, 'Condition'], expected),
        ),
    ),
  mutants: [
    { title: 'no condition', kind: 'absent', mutate: set(`${ROLE}.Condition`, {}) },
    {
      title: 'another account',
      kind: 'boundary',
      mutate: all(guarded, set(`${ROLE}.Condition.StringEquals.aws:SourceAccount`, '999999999999')),
    },
    {
      title: 'every account',
      kind: 'boundary',
      mutate: set(`${ROLE}.Condition`, { StringLike: { 'aws:SourceAccount': '*' } }),
    },
    {
      title: 'an account that cannot be known',
      kind: 'hidden',
      mutate: all(guarded, hide(`${ROLE}.Condition.StringEquals.aws:SourceAccount`)),
    },
    {
      title: 'a condition that holds without the key',
      kind: 'boundary',
      mutate: set(`${ROLE}.Condition`, { StringEqualsIfExists: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } }),
    },
    {
      title: 'a token of any repository',
      kind: 'single',
      mutate: set('Deployer', {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: {
            Version: '2012-10-17',
            Statement: {
              Sid: 'AllowGitHub',
              Effect: 'Allow',
              Principal: {
                Federated: {
                  'Fn::Sub':
                    'arn:${AWS::Partition}:iam::${AWS::AccountId}:oidc-provider/token.actions.githubusercontent.com',
                },
              },
              Action: 'sts:AssumeRoleWithWebIdentity',
              Condition: {
                StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' },
                StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:*' },
              },
            },
          },
        },
      }),
    },
  ],
};
