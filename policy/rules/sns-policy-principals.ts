import { append, hide, set } from '../engine/mutate.ts';
import type { Rule } from '../engine/rule.ts';
import { statementsOf } from '../facts/statements.ts';
import { findStrangers } from '../facts/strangers.ts';

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
  title: 'No topic lets strangers in',
  why: 'Who may subscribe learns from the alarms what is processed here and when it fails; who may publish can cry wolf.',
  reference: {
    url: 'https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html#ensure-topics-not-publicly-accessible',
    controls: ['Security Hub SNS.4', 'cfn_nag F8', 'cfn_nag F18', 'cfn_nag W19', 'Well-Architected SEC03-BP07'],
  },
  check: (judged) =>
    statementsOf(judged, 'resource')
      .filter(({ owner }) => owner.Type.startsWith('AWS::SNS::'))
      .flatMap((statement) => findStrangers(judged, statement)),
  mutants: [
    { title: 'everybody may subscribe', kind: 'some', mutate: append(STATEMENTS, allow({ AWS: '*' })) },
    {
      title: 'another account may subscribe',
      kind: 'over the line',
      mutate: append(STATEMENTS, allow({ AWS: 'arn:aws:iam::999999999999:role/reader' })),
    },
    {
      title: 'a service may do everything',
      kind: 'over the line',
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
