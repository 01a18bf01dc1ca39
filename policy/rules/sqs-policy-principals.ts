import { append, hide, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { findExternalPrincipals } from '../facts/external-principals.ts';
import { statementsOf } from '../facts/statements.ts';

const STATEMENTS = 'DeadLetterQueuePolicy.Properties.PolicyDocument.Statement';
const allow = (Principal: unknown, Action = 'sqs:ReceiveMessage') => ({
  Sid: 'Share',
  Effect: 'Allow',
  Principal,
  Action,
  Resource: { 'Fn::GetAtt': ['DeadLetterQueue', 'Arn'] },
});

export const sqsPolicyPrincipals: Rule = {
  id: 'SQS-4',
  title: 'No queue admits external principals',
  why: 'Who may send can make the function read any object name; who may receive takes messages away, and their uploads are never processed.',
  reference: {
    url: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html#ensure-queues-not-publicly-accessible',
    controls: [
      'Security Hub SQS.3',
      'AWS Config sqs-queue-no-public-access',
      'cfn_nag F7',
      'cfn_nag F20',
      'cfn_nag F21',
      'trivy AWS-0097',
      'Well-Architected SEC03-BP07',
    ],
  },
  check: (context) =>
    checkEach(
      statementsOf(context, 'resource').filter(({ owner }) => owner.Type.startsWith('AWS::SQS::')),
      (statement) => findExternalPrincipals(context, statement),
    ),
  mutants: [
    { title: 'everybody may receive', kind: 'single', mutate: append(STATEMENTS, allow('*')) },
    {
      title: 'another account may receive',
      kind: 'boundary',
      mutate: append(STATEMENTS, allow({ AWS: '999999999999' })),
    },
    {
      title: 'the account itself may do everything',
      kind: 'boundary',
      mutate: append(STATEMENTS, allow({ AWS: { Ref: 'AWS::AccountId' } }, 'sqs:*')),
    },
    {
      title: 'who may send cannot be known',
      kind: 'hidden',
      mutate: hide('ImageQueuePolicy.Properties.PolicyDocument.Statement.0.Principal'),
    },
    {
      title: 'all but one may send',
      kind: 'absent',
      mutate: set('ImageQueuePolicy.Properties.PolicyDocument.Statement.0.NotPrincipal', { AWS: '999999999999' }),
    },
    {
      title: 'the refusal of plain HTTP allows instead',
      kind: 'boundary',
      mutate: set(`${STATEMENTS}.0.Effect`, 'Allow'),
    },
  ],
};
