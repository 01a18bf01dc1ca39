import { arnOf, findingAt } from '../engine/deployed.ts';
import { append, hide, set } from '../engine/mutate.ts';
import { checkEach, type Rule, type RuleContext } from '../engine/rule.ts';
import { isHidden, isUnknowable } from '../engine/values.ts';
import { rolePolicies } from '../facts/role-policies.ts';
import { type Statement, statementsIn } from '../facts/statements.ts';
import { type Notification, notifications, queueMappings, roleOf } from '../facts/topology.ts';
import { overlap } from '../facts/wildcards.ts';

/** The actions that make an object, and so an ObjectCreated event. */
const WRITES = ['s3:PutObject', 's3:ReplicateObject', 's3:RestoreObject'];
const STATEMENTS = 'ImageFunctionRole.Properties.Policies.0.PolicyDocument.Statement';

const writes = (action: string): boolean =>
  isHidden(action) || WRITES.some((write) => overlap(action.toLowerCase(), write.toLowerCase()));

/** The Allow statements with which the functions behind a queue can write objects. */
const writersBehind = (context: RuleContext, queueArn: unknown): Statement[] =>
  queueMappings(context)
    .filter(({ queue }) => queue && (isUnknowable(queueArn) || arnOf(context, queue) === queueArn))
    .map(({ target }) => target && roleOf(context, target))
    .filter((role) => role !== undefined)
    .flatMap((role) => rolePolicies(context, role))
    .flatMap(statementsIn)
    .filter(({ allows, actions }) => allows && actions.some(writes));

const announced = (context: RuleContext, { bucket, prefix, suffix }: Notification): string =>
  `${arnOf(context, bucket)}/${prefix}*${suffix}`;

export const s3NoFeedback: Rule = {
  id: 'S3-15',
  title: 'What a function writes never starts it again',
  why: 'An image that the function writes where uploads are announced is processed again, and its result too, without end: a bill that grows until somebody looks.',
  reference: {
    url: 'https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html',
    controls: ['Well-Architected COST02-BP05', 'Well-Architected REL05-BP01'],
  },
  check: (context) =>
    checkEach(notifications(context), (notification) => {
      const objects = announced(context, notification);
      return writersBehind(context, notification.target)
        .filter(({ resources }) => resources.some((resource) => isHidden(resource) || overlap(resource, objects)))
        .map(({ owner, path }) => {
          const expected = `no write to ${objects}, which is announced to the function's own queue`;
          return findingAt(context, owner, [...path, 'Resource'], expected);
        });
    }),
  mutants: [
    {
      title: 'the function may write uploads',
      kind: 'single',
      mutate: append(`${STATEMENTS}.1.Resource`, { 'Fn::Sub': '${UploadBucket.Arn}/*' }),
    },
    { title: 'it may write anywhere', kind: 'boundary', mutate: set(`${STATEMENTS}.1.Resource`, '*') },
    { title: 'the action is a wildcard', kind: 'boundary', mutate: set(`${STATEMENTS}.0.Action`, 's3:*') },
    {
      title: 'the processed bucket announces its objects to the same queue',
      kind: 'related',
      mutate: set('ProcessedBucket.Properties.NotificationConfiguration', {
        QueueConfigurations: [{ Event: 's3:ObjectCreated:*', Queue: { 'Fn::GetAtt': ['ImageQueue', 'Arn'] } }],
      }),
    },
    {
      title: 'what the processed bucket announces cannot be known',
      kind: 'hidden',
      mutate: hide('ProcessedBucket.Properties.NotificationConfiguration'),
    },
    { title: 'where it writes cannot be known', kind: 'hidden', mutate: hide(`${STATEMENTS}.1.Resource`) },
    { title: 'what it does to uploads cannot be known', kind: 'hidden', mutate: hide(`${STATEMENTS}.0.Action`) },
  ],
};
