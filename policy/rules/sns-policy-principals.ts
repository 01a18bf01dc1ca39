import { append, hide, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { findExternalPrincipals } from '../facts/external-principals.ts';
import { statementsOf } from '../facts/statements.ts';

const STATEMENTS = 'AlarmTopicPolicy.Properties.PolicyDocument.Statement';
const allow = (Principal: unknown, Action = 'sns:Subscribe') => ({
  Sid: 'Share',
  Effect: 'Allow',
  Principal,
  Action,
  Resource: { Ref: 'AlarmTopic' },
});

export const snsPolicyPrincipals: Rule = {
  id: 'SNS-3',
  title: 'No topic admits external principals',
  why: 'Who may subscribe learns from the alarms what is processed here and when it fails; who may publish can cry wolf.',
  reference: {
    url: 'https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html#ensure-topics-not-publicly-accessible',
    controls: ['Security Hub SNS.4', 'cfn_nag F8', 'cfn_nag F18', 'cfn_nag W19', 'Well-Architected SEC03-BP07'],
  },
  check: (context) =>
    checkEach(
      statementsOf(context, 'resource').filter(({ owner }) => owner.Type.startsWith('AWS::SNS::')),
      (statement) => findExternalPrincipals(context, statement),
    ),
  mutants: [
    { title: 'everybody may subscribe', kind: 'single', mutate: append(STATEMENTS, allow({ AWS: '*' })) },
    {
      title: 'another account may subscribe',
      kind: 'boundary',
      mutate: append(STATEMENTS, allow({ AWS: 'arn:aws:iam::999999999999:role/reader' })),
    },
    {
      title: 'a service may do everything',
      kind: 'boundary',
      mutate: append(STATEMENTS, allow({ Service: 'cloudwatch.amazonaws.com' }, 'sns:*')),
    },
    { title: 'who may publish cannot be known', kind: 'hidden', mutate: hide(`${STATEMENTS}.0.Principal`) },
    {
      title: 'the refusal of plain HTTP allows instead',
      kind: 'absent',
      mutate: set(`${STATEMENTS}.1.Effect`, 'Allow'),
    },
  ],
};
