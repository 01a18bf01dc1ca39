import type { Value } from 'cloudform';
import { HANDLERS, type Kind } from '../permissions/cloudformation-handlers.ts';
import { arnsOf, type PipelineTemplate } from './bootstrap-arns.ts';
import { subBuckets } from './bootstrap-buckets.ts';
import type { Statement } from './cloudformation.ts';
import { sub } from './cloudformation.ts';
import { STACK_TAG } from './names.ts';

const unique = (names: readonly string[]): string[] => [...new Set(names)].toSorted();

type Needed = { read: string[]; write: string[] };

export type NeededActions = {
  /** On the names of a kind. */
  kinds: Map<Kind, Needed>;
  /** Those that know no resources. */
  all: Needed;
};

/** The actions that CloudFormation needs for the resources of a template. */
export function neededActions(template: PipelineTemplate): NeededActions {
  const used = Object.entries(template.Resources).flatMap(([id, { Type, Properties = {} }]) => {
    const handler = HANDLERS[Type];
    if (!handler)
      throw new Error(
        `Expected src/permissions/cloudformation-handlers.ts to know the type of ${id} but received ${Type}`,
      );
    const actions = [handler.always, ...Object.keys(Properties).map((name) => handler.with?.[name] ?? {})];
    return actions.map((each) => ({ kind: handler.kind, ...each }));
  });
  const all = {
    read: unique(used.flatMap(({ readAll = [] }) => readAll)),
    write: unique(used.flatMap(({ writeAll = [] }) => writeAll)),
  };
  const kinds = new Map<Kind, Needed>();
  for (const { kind, read = [], write = [] } of used) {
    const known = kinds.get(kind) ?? { read: [], write: [] };
    kinds.set(kind, {
      read: unique([...known.read, ...read]).filter((action) => !all.read.includes(action)),
      write: unique([...known.write, ...write]),
    });
  }
  return { kinds, all };
}

const statement = (
  Sid: string,
  Action: readonly string[],
  arns: readonly string[],
  Condition?: Statement['Condition'],
) => ({
  Sid,
  Effect: 'Allow' as const,
  Action,
  Resource: arns.map(subBuckets),
  ...(Condition && { Condition }),
});

const onFunction = (template: PipelineTemplate) => ({
  ArnEquals: { 'lambda:FunctionArn': arnsOf(template, 'Function').map((text) => sub(text)) },
});

/** What looks at the stack's resources: for CloudFormation, and for who detects drift. */
export function readStatements(template: PipelineTemplate): Statement[] {
  const { kinds, all } = neededActions(template);
  const named = [...kinds].map(([kind, { read }]) =>
    statement(`Read${kind}`, read, arnsOf(template, kind), kind === 'Mapping' ? onFunction(template) : undefined),
  );
  return [
    ...named.filter(({ Action }) => Action.length > 0),
    statement('ReadMappingTags', ['lambda:ListTags'], arnsOf(template, 'Mapping')),
    { Sid: 'ReadWhatHasNoName', Effect: 'Allow', Action: all.read, Resource: '*' },
  ];
}

/** A role must not be made, or be given a policy, without the boundary: it could do more than whoever made it. */
const BOUNDED = ['iam:CreateRole', 'iam:PutRolePermissionsBoundary', 'iam:PutRolePolicy'];

const changesOf = (template: PipelineTemplate, kinds: readonly Kind[]): Statement[] => {
  const needed = neededActions(template).kinds;
  return kinds
    .map((kind) => statement(`Change${kind}`, needed.get(kind)?.write ?? [], arnsOf(template, kind)))
    .filter(({ Action }) => Action.length > 0);
};

/** What an image goes through. `boundary` is the ARN of the boundary, `artifacts` where the zips are. */
export function changePipeline(
  template: PipelineTemplate,
  { boundary, artifacts }: { boundary: Value<string>; artifacts: Value<string> },
): Statement[] {
  const { kinds } = neededActions(template);
  const ofRole = kinds.get('Role')?.write ?? [];
  const roles = arnsOf(template, 'Role');
  const mappings = arnsOf(template, 'Mapping');
  return [
    ...changesOf(template, ['Bucket', 'Queue', 'Function']),
    statement('PassRoleToFunction', ['iam:PassRole'], roles, {
      StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' },
    }),
    { Sid: 'ReadArtifact', Effect: 'Allow', Action: ['s3:GetObject', 's3:GetObjectVersion'], Resource: artifacts },
    // A mapping has no id before it is made.
    { ...statement('CreateMapping', ['lambda:CreateEventSourceMapping'], [], onFunction(template)), Resource: '*' },
    statement('ChangeMapping', kinds.get('Mapping')?.write ?? [], mappings, onFunction(template)),
    statement('TagMapping', ['lambda:TagResource', 'lambda:UntagResource'], mappings),
    statement(
      'ChangeRole',
      ofRole.filter((action) => !BOUNDED.includes(action)),
      roles,
    ),
    statement(
      'ChangeBoundedRole',
      ofRole.filter((action) => BOUNDED.includes(action)),
      roles,
      { StringEquals: { 'iam:PermissionsBoundary': boundary } },
    ),
  ];
}

/**
 * What CloudFormation calls while it makes a key, when the tag that tells whose it is need not count yet: up to five
 * minutes, by https://docs.aws.amazon.com/kms/latest/developerguide/tag-authorization.html. It harms no other key.
 */
const WITH_CREATION = ['kms:EnableKeyRotation', 'kms:TagResource'];

/** A key is told from the others of the account by a tag that the pipeline's template gives it. */
function changeKey(template: PipelineTemplate): Statement[] {
  const write = neededActions(template).kinds.get('Key')?.write ?? [];
  const keys = arnsOf(template, 'Key');
  return [
    statement(
      'ChangeNewKey',
      write.filter((action) => WITH_CREATION.includes(action)),
      keys,
    ),
    statement(
      'ChangeOwnKey',
      write.filter((action) => !WITH_CREATION.includes(action)),
      keys,
      { StringEquals: { [`aws:ResourceTag/${STACK_TAG}`]: sub('${PipelineStackName}') } },
    ),
  ].filter(({ Action }) => Action.length > 0);
}

/** What is around it: the network, and what watches. */
export function changeSurroundings(template: PipelineTemplate): Statement[] {
  const { write } = neededActions(template).all;
  return [
    ...changesOf(template, ['Network', 'LogGroup', 'Topic', 'Alarm', 'Dashboard']),
    ...changeKey(template),
    ...(write.length > 0
      ? [{ Sid: 'ChangeWhatHasNoName', Effect: 'Allow' as const, Action: write, Resource: '*' }]
      : []),
  ];
}
