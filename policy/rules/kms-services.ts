import { findingAt } from '../engine/deployed.ts';
import { hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule, type RuleContext } from '../engine/rule.ts';
import { conditionValues, type Statement, statementsOf } from '../facts/statements.ts';

const CONDITION = 'AlarmKey.Properties.KeyPolicy.Statement.1.Condition';

/** By its number, or by ARNs that have it: of what the service acts for, or of what it encrypts. */
function isForAccount({ settings }: RuleContext, statement: Statement): boolean {
  const { AccountId } = settings.pseudo;
  const accounts =
    conditionValues(statement, ['StringEquals'], 'aws:SourceAccount') ??
    conditionValues(statement, ['StringEquals'], 'kms:CallerAccount');
  const arns =
    conditionValues(statement, ['ArnLike', 'ArnEquals', 'StringLike', 'StringEquals'], 'aws:SourceArn') ??
    conditionValues(statement, ['ArnLike', 'ArnEquals'], 'kms:EncryptionContext:aws:logs:arn') ??
    [];
  return accounts?.join() === AccountId || (arns.length > 0 && arns.every((arn) => arn.split(':')[4] === AccountId));
}

export const kmsServices: Rule = {
  id: 'KMS-4',
  title: 'A key lets services in for this account alone',
  why: 'A service acts for whoever asks it. Without the account in the condition it would use the key for other accounts too.',
  reference: {
    url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html',
    controls: ['Security Hub KMS.5', 'Well-Architected SEC03-BP07', 'Well-Architected SEC08-BP01'],
  },
  check: (context) =>
    checkEach(
      statementsOf(context, 'resource')
        .filter(({ owner, allows }) => owner.Type === 'AWS::KMS::Key' && allows)
        .filter(({ principals }) => principals.some((name) => name.startsWith('Service '))),
      (statement) => {
        const expected = `StringEquals aws:SourceAccount ${context.settings.pseudo.AccountId}`;
        const { owner, path } = statement;
        return isForAccount(context, statement) ? [] : [findingAt(context, owner, [...path, 'Condition'], expected)];
      },
    ),
  mutants: [
    { title: 'no condition', kind: 'absent', mutate: remove(CONDITION) },
    {
      title: 'another account',
      kind: 'boundary',
      mutate: set(`${CONDITION}.StringEquals`, { 'aws:SourceAccount': '999999999999' }),
    },
    {
      title: 'any account',
      kind: 'boundary',
      mutate: set(CONDITION, { StringLike: { 'aws:SourceAccount': '*' } }),
    },
    {
      title: 'the account cannot be known',
      kind: 'hidden',
      mutate: hide(`${CONDITION}.StringEquals.aws:SourceAccount`),
    },
  ],
};
