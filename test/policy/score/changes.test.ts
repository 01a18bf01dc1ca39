import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changesOf } from '../../../policy/score/changes.ts';
import { showPath } from '../../../src/aws/cloudformation/path.ts';
import type { Template } from '../../../src/aws/cloudformation/template.ts';
import { committed } from '../committed.ts';

const changesIn = (resource: object) => {
  const template = { Resources: { R: { Type: 'T', ...resource } } } as unknown as Template;
  return [...changesOf(template)].map(({ kind, path, to, template: { Resources } }) => ({
    title: `${kind} ${showPath(path.slice(2))} ${to}`,
    resource: Resources['R'],
  }));
};

test('each entry and each item of a list is removed, the resource too', () => {
  assert.deepEqual(changesIn({ Properties: { List: ['a', { b: 'c' }] }, DependsOn: 'X' }), [
    { title: 'remove  nothing', resource: undefined },
    { title: 'remove Properties nothing', resource: { Type: 'T', DependsOn: 'X' } },
    { title: 'remove Properties.List nothing', resource: { Type: 'T', Properties: {}, DependsOn: 'X' } },
    {
      title: 'remove Properties.List[0] nothing',
      resource: { Type: 'T', Properties: { List: [{ b: 'c' }] }, DependsOn: 'X' },
    },
    {
      title: 'remove Properties.List[1] nothing',
      resource: { Type: 'T', Properties: { List: ['a'] }, DependsOn: 'X' },
    },
    {
      title: 'remove Properties.List[1].b nothing',
      resource: { Type: 'T', Properties: { List: ['a', {}] }, DependsOn: 'X' },
    },
    { title: 'remove DependsOn nothing', resource: { Type: 'T', Properties: { List: ['a', { b: 'c' }] } } },
  ]);
});

const titlesIn = (Properties: object) =>
  changesIn({ Properties })
    .map(({ title }) => title)
    .filter((title) => !title.startsWith('remove'));

test('booleans are flipped and numbers go one step up and down, also as text', () => {
  assert.deepEqual(titlesIn({ a: true, b: 'false', c: 7, d: '7', e: 'seven' }), [
    'flip Properties.a false',
    'flip Properties.b true',
    'step Properties.c 8',
    'step Properties.c 6',
    'step Properties.d 8',
    'step Properties.d 6',
  ]);
});

test('what a statement allows is widened, what it denies is turned round', () => {
  const statement = { Effect: 'Allow', Principal: { Service: 's' }, Action: ['s3:GetObject'], Resource: 'arn:x' };
  assert.deepEqual(titlesIn({ Statement: [statement, { ...statement, Effect: 'Deny' }] }), [
    'widen Properties.Statement[0].Action[0] s3:*',
    'widen Properties.Statement[0].Action[0] *',
    'widen Properties.Statement[0].Resource *',
    'widen Properties.Statement[0].Principal *',
    'flip Properties.Statement[0].Effect Deny',
    'flip Properties.Statement[1].Effect Allow',
  ]);
});

test('a condition is taken for true and for false, and each of its branches is looked into', () => {
  assert.deepEqual(titlesIn({ a: { 'Fn::If': ['C', { b: 1 }, { Ref: 'AWS::NoValue' }] } }), [
    'branch Properties.a always branch 1',
    'step Properties.a.Fn::If[1].b 2',
    'step Properties.a.Fn::If[1].b 0',
    'branch Properties.a always branch 2',
  ]);
});

test('every change of the committed template changes it, and leaves the template itself alone', async () => {
  const { template } = await committed();
  const before = JSON.stringify(template);
  for (const change of changesOf(template)) assert.notDeepEqual(change.template, template, showPath(change.path));
  assert.equal(JSON.stringify(template), before);
});
