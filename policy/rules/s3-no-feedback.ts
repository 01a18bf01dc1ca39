import type { Path } from '../../src/template/path.ts';
import { arnOf, findingAt } from '../deployed.ts';
import { append, set } from '../mutate.ts';
import { rolePolicies } from '../role-policies.ts';
import type { Judged, Rule } from '../rule.ts';
import { statementsIn } from '../statements.ts';
import { type Notification, notifications, queueMappings, roleOf } from '../topology.ts';
import { overlap } from '../wildcards.ts';

/** The actions that make an object, and so an ObjectCreated event. */
const WRITES = ['s3:PutObject', 's3:ReplicateObject', 's3:RestoreObject'];
const STATEMENTS = 'ImageFunctionRole.Properties.Policies.0.PolicyDocument.Statement';

type Writer = { allows: (arnPattern: string) => boolean; report: Path; owner: Parameters<typeof findingAt>[1] };

/** The Allow statements with which the function behind a queue can write objects. */
function writersBehind(judged: Judged, target: unknown): Writer[] {
  const mapped = queueMappings(judged).filter(({ queue }) => queue && arnOf(judged, queue) === target);
  const roles = mapped
    .map(({ target: lambda }) => lambda && roleOf(judged, lambda))
    .filter((role) => role !== undefined);
  return roles
    .flatMap((role) => rolePolicies(judged, role))
    .flatMap(statementsIn)
    .filter(({ allows, actions }) => allows && actions.some((action) => WRITES.some((write) => overlap(action, write))))
    .map(({ owner, path, resources }) => ({
      owner,
      report: [...path, 'Resource'],
      allows: (pattern) => resources.some((resource) => overlap(resource, pattern)),
    }));
}

const triggers = (judged: Judged, { bucket, prefix, suffix }: Notification): string =>
  `${arnOf(judged, bucket)}/${prefix}*${suffix}`;

export const s3NoFeedback: Rule = {
  id: 'S3-15',
  title: 'What a function writes never starts it again',
  why: 'An image that the function writes where uploads are announced is processed again, and its result too, without end: a bill that grows until somebody looks.',
  reference: {
    url: 'https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html',
    controls: ['Well-Architected COST02-BP05', 'Well-Architected REL05-BP01'],
  },
  check: (judged) =>
    notifications(judged).flatMap((notification) =>
      writersBehind(judged, notification.target)
        .filter(({ allows }) => allows(triggers(judged, notification)))
        .map(({ owner, report }) =>
          findingAt(
            judged,
            owner,
            report,
            `no write to ${triggers(judged, notification)}, which is announced to the function's own queue`,
          ),
        ),
    ),
  mutants: [
    {
      title: 'the function may write uploads',
      kind: 'some',
      mutate: append(`${STATEMENTS}.1.Resource`, { 'Fn::Sub': '${UploadBucket.Arn}/*' }),
    },
    { title: 'it may write anywhere', kind: 'over the line', mutate: set(`${STATEMENTS}.1.Resource`, '*') },
    { title: 'the action is a wildcard', kind: 'over the line', mutate: set(`${STATEMENTS}.0.Action`, 's3:*') },
    {
      title: 'the processed bucket announces its objects to the same queue',
      kind: 'companion',
      mutate: set('ProcessedBucket.Properties.NotificationConfiguration', {
        QueueConfigurations: [{ Event: 's3:ObjectCreated:*', Queue: { 'Fn::GetAtt': ['ImageQueue', 'Arn'] } }],
      }),
    },
  ],
};
