import type { ResolvedResource } from '../../src/aws/cloudformation/attribute-of.ts';
import { arnOf, findingAt, ofType, refOf } from '../engine/deployed.ts';
import { hide, remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule, type RuleContext } from '../engine/rule.ts';
import { isHidden } from '../engine/values.ts';
import { conditionValues, type Statement, statementsOf } from '../facts/statements.ts';
import { notifications, policiesOn } from '../facts/topology.ts';

const STATEMENT = 'ImageQueuePolicy.Properties.PolicyDocument.Statement.0';

/** Whether it lets S3 send to the queue for this one bucket of this account. */
const admits = (
  context: RuleContext,
  statement: Statement,
  queue: ResolvedResource,
  bucket: ResolvedResource,
): boolean =>
  statement.element('Effect') === 'Allow' &&
  statement.principals.includes('Service s3.amazonaws.com') &&
  statement.actions.includes('sqs:SendMessage') &&
  statement.resources.includes(arnOf(context, queue)) &&
  conditionValues(statement, ['ArnEquals', 'ArnLike', 'StringEquals'], 'aws:SourceArn')?.includes(
    arnOf(context, bucket),
  ) === true;

export const sqsSenders: Rule = {
  id: 'SQS-5',
  title:
    'A queue takes messages of a service only for the one bucket, in this account, that announces its objects there',
  why: 'A service works for every account. Without both conditions a bucket of another account can have S3 send messages into the queue; without the statement S3 refuses the notification, and the stack is not created.',
  reference: {
    url: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html',
    controls: ['Well-Architected SEC03-BP07', 'cfn-lint W3663'],
  },
  check: (context) =>
    checkEach(ofType(context, 'AWS::SQS::Queue'), (queue) => {
      const policies = policiesOn(context, 'AWS::SQS::QueuePolicy', 'Queues', refOf(context, queue));
      const statements = statementsOf(context, 'resource').filter(({ owner }) => policies.includes(owner));
      const bySource = notifications(context).filter(({ target }) => target === arnOf(context, queue));
      const buckets = [...new Set(bySource.map(({ bucket }) => bucket))];
      const services = statements.filter(
        ({ allows, principals }) => allows && principals.some((name) => name.startsWith('Service ')),
      );
      return [
        ...buckets
          .filter((bucket) => !statements.some((statement) => admits(context, statement, queue, bucket)))
          .map((bucket) =>
            findingAt(
              context,
              policies[0] ?? queue,
              policies[0] ? ['PolicyDocument', 'Statement'] : [],
              `an Allow of sqs:SendMessage for s3.amazonaws.com with aws:SourceArn ${arnOf(context, bucket)}`,
              'no such statement',
            ),
          ),
        ...services.flatMap((statement) => {
          const { owner, path, actions } = statement;
          const accounts = conditionValues(statement, ['StringEquals'], 'aws:SourceAccount');
          const sources = conditionValues(statement, ['ArnEquals', 'ArnLike', 'StringEquals'], 'aws:SourceArn');
          const account = context.settings.pseudo.AccountId;
          const wide = sources?.find((arn) => arn.includes('*') || arn.includes('?') || isHidden(arn));
          return [
            ...(accounts?.join() === account
              ? []
              : [
                  findingAt(
                    context,
                    owner,
                    [...path, 'Condition'],
                    `StringEquals aws:SourceAccount ${account}`,
                    accounts,
                  ),
                ]),
            ...(sources && wide === undefined
              ? []
              : [
                  findingAt(
                    context,
                    owner,
                    [...path, 'Condition'],
                    'aws:SourceArn with the ARN of one source',
                    wide ?? sources,
                  ),
                ]),
            ...actions
              .filter((action) => action !== 'sqs:SendMessage')
              .map((action) =>
                findingAt(
                  context,
                  owner,
                  [...path, 'Action'],
                  'sqs:SendMessage and nothing else for a service',
                  action,
                ),
              ),
          ];
        }),
      ];
    }),
  mutants: [
    { title: 'S3 may send for any bucket', kind: 'absent', mutate: remove(`${STATEMENT}.Condition.ArnEquals`) },
    { title: 'S3 may send for any account', kind: 'single', mutate: remove(`${STATEMENT}.Condition.StringEquals`) },
    {
      title: 'the account cannot be known',
      kind: 'hidden',
      mutate: hide(`${STATEMENT}.Condition.StringEquals.aws:SourceAccount`),
    },
    { title: 'nobody may send', kind: 'related', mutate: remove(STATEMENT) },
    { title: 'the queue has no policy', kind: 'related', mutate: remove('ImageQueuePolicy') },
    {
      title: 'the ARN is of another bucket',
      kind: 'boundary',
      mutate: set(`${STATEMENT}.Condition.ArnEquals.aws:SourceArn`, 'arn:aws:s3:::another'),
    },
    {
      title: 'the ARN is of every bucket',
      kind: 'boundary',
      mutate: set(`${STATEMENT}.Condition`, {
        ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::*' },
        StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
      }),
    },
    {
      title: 'S3 may purge as well',
      kind: 'boundary',
      mutate: set(`${STATEMENT}.Action`, ['sqs:SendMessage', 'sqs:PurgeQueue']),
    },
    {
      title: 'the account is another',
      kind: 'boundary',
      mutate: set(`${STATEMENT}.Condition.StringEquals.aws:SourceAccount`, '999999999999'),
    },
  ],
};
