import { HANDLERS } from '../src/permissions/cloudformation-handlers.ts';
import type { CommittedPipeline } from './committed-pipeline.ts';
import { actionsOf, type Grant, grants, passedTo } from './grant.ts';

/** Needs a boundary: without it a role could do more than whoever made it. */
const BOUNDED = actionsOf('iam', 'CreateRole', 'PutRolePermissionsBoundary', 'PutRolePolicy');

/** By it a key of the stack is told from all others of the account. */
export const STACK_TAG = 'image-pipeline:stack';

/** What a key without its tag can suffer; all else only the stack's own. */
const NEW_KEYS = actionsOf('kms', 'EnableKeyRotation', 'TagResource');

/** Of a mapping Lambda knows the actions on tags by its id, the others by its function. */
const MAPPING_TAGS = actionsOf('lambda', 'TagResource', 'UntagResource');

/** What CloudFormation needs to look at the resources of the pipeline, and to change them. */
export function serviceRoleGrants(
  { template, arns }: CommittedPipeline,
  { boundary, stack, artifacts }: { boundary: string; stack: string; artifacts: readonly string[] },
): { read: Grant[]; change: Grant[] } {
  const onFunction = `ArnEquals lambda:functionarn ${arns.Function.join()}`;
  const ownKey = `StringEquals aws:resourcetag/${STACK_TAG} ${stack}`;
  const bounded = `StringEquals iam:permissionsboundary ${boundary}`;
  const used = Object.values(template.Resources).flatMap(({ Type, Properties = {} }) => {
    const { kind, always, with: properties = {} } = HANDLERS[Type] ?? { kind: 'Bucket', always: {} };
    return [always, ...Object.keys(Properties).map((name) => properties[name] ?? {})].map((all) => ({ kind, ...all }));
  });
  const readAll = used.flatMap((actions) => actions.readAll ?? []);
  const read = used
    .flatMap(({ kind, read: actions = [] }) => {
      const named = actions.filter((action) => !readAll.includes(action));
      return grants(named, arns[kind], kind === 'Mapping' ? onFunction : '');
    })
    .concat(grants(readAll, ['*']), grants(['lambda:ListTags'], arns.Mapping));
  const change = used.flatMap(({ kind, write = [], writeAll = [] }) => {
    const limit = (action: string): string => {
      if (kind === 'Mapping') return onFunction;
      if (kind === 'Key' && !NEW_KEYS.includes(action)) return ownKey;
      return BOUNDED.includes(action) ? bounded : '';
    };
    return [...write.flatMap((action) => grants([action], arns[kind], limit(action))), ...grants(writeAll, ['*'])];
  });
  return {
    read,
    change: [
      ...change,
      ...grants(['lambda:CreateEventSourceMapping'], ['*'], onFunction),
      ...grants(MAPPING_TAGS, arns.Mapping),
      ...grants(['iam:PassRole'], arns.Role, passedTo('lambda')),
      ...grants(actionsOf('s3', 'GetObject', 'GetObjectVersion'), artifacts),
    ],
  };
}
