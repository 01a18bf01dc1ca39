/**
 * The stack as it was before the template was laid out anew, and as it is now: every resource, output and mapping that a
 * deployment makes is compared property by property, as resolved. The differences are listed here with their reasons. To be
 * deleted when the next change of the stack makes another list.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { parseTemplate } from '../../src/aws/cloudformation/read.ts';
import { resolveTemplate } from '../../src/aws/cloudformation/resolve.ts';
import type { Template } from '../../src/aws/cloudformation/template.ts';
import { type Choices, DEFAULT_CHOICES } from '../../src/pipeline/choices.ts';
import { findDeployment, listDeployments } from '../../src/pipeline/deployment.ts';
import { pseudo } from '../aws/cloudformation/stack.ts';
import { synthesized } from '../synthesized.ts';

const BEFORE = 'b4dde5d';
const FOLDER = 'templates/deployments';

/** Paths of what differs, and why; `*` stands for one key. */
const DIFFERENCES: readonly [path: RegExp, reason: string][] = [
  [/^ImageFunction(?:Role)?\.Description$/, 'said what the name says'],
  [
    /^ImageFunction\.Environment\.Variables\.ANIMATION_OVER_LIMIT$/,
    'the default of the handler; the other value is a choice',
  ],
  [/^ImageFunction\.Environment\.Variables\.MALLOC_/, 'pages that frames of animations take again stay'],
  [/^AlarmKey\.Description$/, 'said what the name says'],
  [/^(?:SubnetA|SubnetB|RouteTable|ImageFunctionSecurityGroup)\.Tags$/, 'CloudFormation tags each with its logical id'],
  [/^Vpc\.Tags\.0\.Value$/, 'the name of the stack says whose it is'],
  [/^Vpc\.EnableDnsHostnames$/, 'the network has no hosts, and a gateway endpoint needs no names'],
  [
    /^ImageFunctionRole\.Policies\.0\.PolicyDocument\.Statement\.6\.Action$/,
    'the code of the function uses nothing of EC2',
  ],
  [/^\w+Alarm\.AlarmDescription$/, 'shorter, and the comment above is gone'],
  [/^PipelineHealthAlarm\.AlarmRule$/, 'the causes in another order'],
  [/^\w+Alarm\.Metrics\.0\.Label$/, 'shorter'],
  [/^ErrorLinesMetricFilter\.MetricTransformations\.0\.Unit$/, 'a label of an axis'],
  [/^Dashboard\.DashboardBody$/, 'the same widgets on shorter lines; the two links are a widget each'],
];

const BY_CHOICE: readonly { title: string; parameters: Record<string, string>; choices: Partial<Choices> }[] = [
  { title: 'internet', parameters: { NetworkAccess: 'internet' }, choices: { networkAccess: 'internet' } },
  { title: 'archive', parameters: { ProcessedStorage: 'archive' }, choices: { processedStorage: 'archive' } },
  {
    title: 'intelligent-tiering',
    parameters: { ProcessedStorage: 'intelligent-tiering' },
    choices: { processedStorage: 'intelligent-tiering' },
  },
  {
    title: 'an existing topic',
    parameters: { AlarmTopicArn: 'arn:aws:sns:eu-west-1:111122223333:alarms' },
    choices: { alarmTopic: 'existing' },
  },
  { title: 'access logs', parameters: { AccessLogBucketName: 'logs' }, choices: { accessLogs: 'existing' } },
];

type Tree = Record<string, unknown>;

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null;

/** The paths at which two values differ. */
function differences(one: unknown, other: unknown, path: readonly string[] = []): string[] {
  if (isDeepStrictEqual(one, other)) return [];
  if (!isTree(one) || !isTree(other) || Array.isArray(one) !== Array.isArray(other)) return [path.join('.')];
  const isOfAnotherLength = Array.isArray(one) && Object.keys(one).length !== Object.keys(other).length;
  if (isOfAnotherLength) return [path.join('.')];
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].flatMap((key) =>
    differences(one[key], other[key], [...path, key]),
  );
}

/** All that the template makes under parameters, of which it takes those that it has. */
function made(template: Template, parameters: Record<string, string>) {
  const known = Object.entries(parameters).filter(([name]) => template.Parameters?.[name] !== undefined);
  const resolved = resolveTemplate(template, {
    parameters: { ArtifactKey: 'handler/1.zip', ...Object.fromEntries(known) },
    pseudo,
  });
  assert.deepEqual(resolved.problems, []);
  const resources = Object.entries(resolved.resources).map(([id, { Type, Properties, ...others }]) => {
    const { DeletionPolicy, UpdateReplacePolicy } = template.Resources[id] ?? {};
    return [id, { ...Properties, Type, DeletionPolicy, UpdateReplacePolicy, DependsOn: others.DependsOn }];
  });
  return { resources: Object.fromEntries(resources) as Tree, outputs: resolved.outputs };
}

const shown = spawnSync('git', ['show', `${BEFORE}:templates/image-pipeline.yaml`], { encoding: 'utf8' });
const skip = shown.status !== 0 && `this clone has no commit ${BEFORE}`;
const before = (): Template => parseTemplate(shown.stdout, 'before.yaml').template;

function compare(now: Template, parameters: Record<string, string>): string[] {
  const [old, other] = [made(before(), parameters), made(now, parameters)];
  assert.deepEqual(other.outputs, old.outputs);
  return differences(old.resources, other.resources);
}

const unexplained = (paths: readonly string[]): string[] =>
  paths.filter((path) => !DIFFERENCES.some(([pattern]) => pattern.test(path)));

describe('the stack before and now', { skip }, () => {
  it('is the same under each deployment, but for what is listed', async () => {
    for (const name of await listDeployments(FOLDER)) {
      const { parameters } = await findDeployment(FOLDER, name);
      assert.deepEqual(unexplained(compare(synthesized().template, parameters)), [], name);
    }
  });

  for (const { title, parameters, choices } of BY_CHOICE)
    it(`is the same where a choice replaces a parameter: ${title}`, () => {
      const now = synthesized({ ...DEFAULT_CHOICES, ...choices }).template;
      assert.deepEqual(unexplained(compare(now, parameters)), []);
    });

  it('differs in all that is listed', () => {
    const paths = compare(synthesized().template, { AlarmEmail: 'a@example.com' });
    for (const [pattern, reason] of DIFFERENCES)
      assert.ok(
        paths.some((path) => pattern.test(path)),
        reason,
      );
  });

  it('would not be the same without one property', () => {
    const { template } = synthesized();
    delete template.Resources['ImageQueue']?.Properties?.['VisibilityTimeout'];
    assert.deepEqual(unexplained(compare(template, {})), ['ImageQueue.VisibilityTimeout']);
  });
});
