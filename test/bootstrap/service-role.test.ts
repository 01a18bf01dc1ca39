/**
 * The service role of templates/bootstrap.yaml, judged from the outside: by what the registry of CloudFormation says
 * that the handlers of each type call, by what the service authorization reference says which resources and tags IAM is
 * asked for, and by an evaluator of policies. Neither the synthesis nor the policies read these tables. The types of the
 * bootstrap itself are deployed by a person with rights of their own.
 */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { resourceType } from '../../policy/facts/resource-types.ts';
import type { ResolvedResource } from '../../src/aws/cloudformation/attribute-of.ts';
import type { Resolved } from '../../src/aws/cloudformation/resolve.ts';
import type { Template } from '../../src/aws/cloudformation/template.ts';
import { readBootstrap, readPipeline, resolveBootstrap, resolvePipeline } from './bootstrap-stack.ts';
import { requestsFor } from './handler-requests.ts';
import { ALIASES, DENIED_ON_PURPOSE, GRANTED_BESIDE, HANDED_OVER, INTRINSICS, NOT_NEEDED } from './not-needed.ts';
import { type Asked, allows } from './role-decisions.ts';

type Handlers = Readonly<Record<string, readonly string[]>>;
const REGISTRY: { date: string; types: Readonly<Record<string, Handlers>> } = JSON.parse(
  readFileSync(new URL('registry-handlers.json', import.meta.url), 'utf8'),
);

/** Lists resources that no stack names: CloudFormation calls it to find resources for a new template. */
const ONLY_TO_FIND = 'list';

const POLICIES = ['ReadStackPolicy', 'ChangePipelinePolicy', 'ChangeSurroundingsPolicy'];

type Statement = { Sid: string; Action: string | string[] };
const statementsOf = (resolved: Resolved): Statement[] =>
  POLICIES.flatMap((id) => {
    const { Statement = [] } = (resolved.resources[id]?.Properties['PolicyDocument'] ?? {}) as {
      Statement?: Statement[];
    };
    return Statement;
  });

const copyOf = (bootstrap: Resolved): Resolved => ({ ...bootstrap, resources: structuredClone(bootstrap.resources) });

const pipeline = await readPipeline();
const resolved = resolveBootstrap(await readBootstrap());

/** What the handlers of a resource call, by the name that IAM knows, without what only finds resources. */
function calledFor({ Type, LogicalId }: Pick<ResolvedResource, 'Type' | 'LogicalId'>): string[] {
  const handlers = REGISTRY.types[Type];
  if (!handlers)
    throw new Error(`Expected registry-handlers.json to know the type of ${LogicalId} but received ${Type}`);
  const actions = Object.entries(handlers).flatMap(([name, all]) => (name === ONLY_TO_FIND ? [] : all));
  return [...new Set(actions.map((action) => ALIASES[action] ?? action))];
}

const isNotNeeded = (type: string, action: string): boolean =>
  Object.hasOwn(DENIED_ON_PURPOSE, action) || (NOT_NEEDED[type] ?? []).some(({ actions }) => actions.includes(action));

/** All requests that deploying, changing and deleting the stack makes. */
async function allRequests(resources: readonly ResolvedResource[], template: Template): Promise<Asked[]> {
  const text = JSON.stringify(template);
  const ofIntrinsics = Object.entries(INTRINSICS)
    .filter(([name]) => text.includes(`"${name}"`))
    .flatMap(([, actions]) => actions)
    .map((action): Asked => ({ action, resource: '*', context: {} }));
  const ofHandlers = await Promise.all(
    resources.flatMap((resource) =>
      calledFor(resource)
        .filter((action) => !isNotNeeded(resource.Type, action))
        .map((action) => requestsFor(resource, action)),
    ),
  );
  return [...ofIntrinsics, ...ofHandlers.flat()];
}

const show = ({ action, resource, context }: Asked): string =>
  `${action} on ${resource} with ${JSON.stringify(context)}`;

const denied = (requests: readonly Asked[], bootstrap: Resolved): string[] => {
  const isAllowed = allows(bootstrap, 'ServiceRole');
  return requests.filter((asked) => !isAllowed(asked)).map(show);
};

/** What the role is granted and nothing asks for. */
function unlisted(bootstrap: Resolved, resources: readonly ResolvedResource[], template: Template): string[] {
  const text = JSON.stringify(template);
  const known = new Set([
    ...resources.flatMap((resource) => calledFor(resource).filter((action) => !isNotNeeded(resource.Type, action))),
    ...Object.entries(INTRINSICS).flatMap(([name, actions]) => (text.includes(`"${name}"`) ? actions : [])),
    ...Object.keys(GRANTED_BESIDE),
  ]);
  return statementsOf(bootstrap)
    .flatMap(({ Sid, Action }) => [Action].flat().map((action) => ({ Sid, action })))
    .filter(({ action }) => !known.has(action))
    .map(({ Sid, action }) => `${Sid}: ${action}`);
}

const resources = resolvePipeline(pipeline);
const requests = await allRequests(resources, pipeline);

test('the service role may make all calls of all handlers of the pipeline', () => {
  assert.ok(requests.length > 300, `${requests.length} requests`);
  assert.deepEqual(denied(requests, resolved), []);
});

test('the service role is granted nothing that no handler calls', () => {
  assert.deepEqual(unlisted(resolved, resources, pipeline), []);
});

test('the actions that are not needed are for properties that exist, and that no resource has', () => {
  for (const [type, rows] of Object.entries(NOT_NEEDED))
    for (const { properties, actions } of rows) {
      const listed = calledFor({ Type: type, LogicalId: type });
      for (const action of actions)
        assert.ok(listed.includes(action), `${type}: ${action} is not in the registry's lists`);
      for (const property of properties) {
        assert.ok(resourceType(type)?.properties[property], `${type} has no property ${property}`);
        const having = resources.filter(({ Type, Properties }) => Type === type && Properties[property] !== undefined);
        assert.deepEqual(
          having.map(({ LogicalId }) => LogicalId),
          [],
          `${property} needs ${actions}`,
        );
      }
    }
});

test('a type that the bootstrap hands over is never made in a stack that GitHub deploys', () => {
  for (const [type, parameter] of Object.entries(HANDED_OVER)) {
    assert.ok(
      Object.values(pipeline.Resources).some(({ Type }) => Type === type),
      `no resource is ${type}`,
    );
    assert.ok(
      resources.every(({ Type }) => Type !== type),
      `${parameter} leaves a resource of ${type}`,
    );
  }
});

test('each grant that is taken away is missed by name', () => {
  for (const [at, { Sid, Action }] of statementsOf(resolved).entries())
    for (const action of [Action].flat()) {
      const fewer = copyOf(resolved);
      const statement = statementsOf(fewer)[at] as Statement;
      statement.Action = [Action].flat().filter((each) => each !== action);
      if (statement.Action.length === 0) statement.Action = ['s3:GetBucketRequestPayment'];
      const missed = denied(
        requests.filter((asked) => asked.action === action),
        fewer,
      );
      assert.ok(
        missed.some((line) => line.startsWith(`${action} on `)),
        `${Sid} without ${action}`,
      );
    }
});

test('a grant that is added is named', () => {
  const more = copyOf(resolved);
  const [first] = statementsOf(more);
  if (first) first.Action = [...[first.Action].flat(), 's3:PutBucketAcl'];
  assert.deepEqual(unlisted(more, resources, pipeline), ['ReadBucket: s3:PutBucketAcl']);
});

test('a resource of a type without its row is named', async () => {
  const table: ResolvedResource = {
    ...(resources[0] as ResolvedResource),
    LogicalId: 'Table',
    Type: 'AWS::DynamoDB::Table',
  };
  await assert.rejects(allRequests([table], pipeline), /know the type of Table but received AWS::DynamoDB::Table/);
});

test('a function that needs rights of its own is known', async () => {
  const withZones = structuredClone(pipeline);
  const subnet = withZones.Resources['SubnetA'];
  if (subnet?.Properties) subnet.Properties['AvailabilityZone'] = { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] };
  const missed = denied(await allRequests(resources, withZones), resolved);
  assert.deepEqual(
    missed.map((line) => line.split(' ')[0]),
    ['ec2:DescribeAccountAttributes', 'ec2:DescribeAvailabilityZones'],
  );
});

test('neither the synthesis nor the policies read the tables of this test', () => {
  const files = ['src', 'policy'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  );
  const reading = files.filter(
    (file) => file.endsWith('.ts') && readFileSync(file, 'utf8').includes('registry-handlers'),
  );
  assert.deepEqual(reading, []);
});
