import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { creationOrder, dependencies, findCycle } from '../src/aws/cloudformation/graph.ts';
import { readTemplate } from '../src/aws/cloudformation/read.ts';
import { resolveTemplate } from '../src/aws/cloudformation/resolve.ts';
import { checkDeployment, findDeployment, listDeployments } from '../src/pipeline/deployment.ts';
import { relations } from '../src/pipeline/relations.ts';
import { imagePipeline } from '../src/synth/image-pipeline.ts';
import { pseudo } from './aws/cloudformation/stack.ts';
import { alternatives, synthesized } from './synthesized.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = `${root}templates/deployments`;
const source = await readTemplate(`${root}templates/image-pipeline.yaml`);
const deployments = await Promise.all((await listDeployments(folder)).map((name) => findDeployment(folder, name)));

/** Why a resource is there is a comment in the file. */
const withoutReasons = (key: string, value: unknown): unknown => (key === 'Why' ? undefined : value);

test('the committed template reads as the object that it was written from', () =>
  assert.deepEqual(source.template, JSON.parse(JSON.stringify(imagePipeline(), withoutReasons))));

test('there are staging and production, of the committed template', () => {
  assert.deepEqual(
    deployments.map(({ name }) => name),
    ['production', 'staging'],
  );
  for (const { templateFilePath } of deployments) assert.equal(templateFilePath, relative(root, source.file));
});

test('every parameter of a relation is one of the template under some choice', () => {
  const known = [{}, ...alternatives()].flatMap((choices) =>
    Object.keys(synthesized(choices).template.Parameters ?? {}),
  );
  for (const name of relations.flatMap(({ parameters }) => parameters)) assert(known.includes(name), name);
});

test('a deployment file has a comment before every group of values', async () => {
  for (const { file } of deployments) assert.match(await readFile(file, 'utf8'), /parameters:\n {2}#/);
});

const variants: [string, Record<string, string>][] = [
  ['the defaults', {}],
  ...deployments.map(({ name, parameters }): [string, Record<string, string>] => [name, parameters]),
  [
    'everything the other way',
    {
      ArtifactBucket: 'artifacts',
      UploadBucketName: 'uploads',
      ProcessedBucketName: 'processed',
      ReservedConcurrency: '0',
      AlarmEmail: 'someone@example.com',
    },
  ],
];

for (const [name, parameters] of variants)
  suite(`the committed template under ${name}`, () => {
    const resolved = resolveTemplate(source.template, {
      parameters: { ArtifactKey: 'handler/0f.zip', ...parameters },
      pseudo,
    });
    const graph = dependencies(resolved);

    test('has parameters that it allows', () =>
      assert.deepEqual(
        checkDeployment({ name, file: name, templateFilePath: source.file, parameters, tags: {} }, source.template),
        [],
      ));

    test('resolves without a problem, every Ref and Fn::GetAtt', () => assert.deepEqual(resolved.problems, []));

    test('has no cycle', () => assert.equal(findCycle(graph), undefined));

    test('is created in an order that AWS accepts', () => {
      const order = creationOrder(graph);
      assert.deepEqual([...order].sort(), Object.keys(resolved.resources).sort());
      const before = (first: string, then: string) =>
        assert(order.indexOf(first) !== -1 && order.indexOf(first) < order.indexOf(then), `${first} before ${then}`);
      before('ImageQueuePolicy', 'UploadBucket'); // S3 tries the notification's queue when the bucket is made
      before('DeadLetterQueue', 'ImageQueue');
      before('ImageFunctionRole', 'ImageFunction');
      before('ImageFunctionLogGroup', 'ImageFunction'); // or Lambda makes the group, without its retention
      before('ImageFunctionRole', 'ImageQueueMapping'); // Lambda tries the permissions when the mapping is made
      before('ImageFunction', 'ImageQueueMapping');
      before('ImageQueue', 'ImageQueueMapping');
    });

    test('orders by dependencies, not by chance of the listing', () => {
      const needs = (id: string, seen = new Set<string>()): Set<string> => {
        for (const other of graph.get(id) ?? []) if (!seen.has(other)) needs(other, seen.add(other));
        return seen;
      };
      assert(needs('UploadBucket').has('ImageQueuePolicy'));
      assert(needs('ImageQueueMapping').has('ImageFunctionRole'));
      assert(needs('ImageFunction').has('ImageFunctionLogGroup'));
    });
  });
