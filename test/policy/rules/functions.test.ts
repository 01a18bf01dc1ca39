import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Rule } from '../../../policy/engine/rule.ts';
import { LAMBDA_RUNTIMES } from '../../../policy/facts/lambda-runtimes.ts';
import { HANDLER_VARIABLES } from '../../../policy/facts/pipeline.ts';
import { lambdaNoPublicInvoke } from '../../../policy/rules/lambda-no-public-invoke.ts';
import { lambdaNoSecrets } from '../../../policy/rules/lambda-no-secrets.ts';
import { lambdaRuntime, runtimeSupportedOn } from '../../../policy/rules/lambda-runtime.ts';
import { readEnvironment } from '../../../src/handler/settings/environment.ts';
import { findingsIn } from './foreign.ts';

const accepts = (rule: Rule, template: string) => assert.deepEqual(findingsIn(rule, template), []);
const withRuntime = (runtime: string): string =>
  `Resources: { Worker: { Type: "AWS::Lambda::Function", Properties: { Runtime: ${runtime} } } }`;

test('a runtime is supported until the day before it is deprecated', () => {
  accepts(
    runtimeSupportedOn(() => '2028-04-29'),
    withRuntime('nodejs24.x'),
  );
  assert.deepEqual(
    findingsIn(
      runtimeSupportedOn(() => '2028-04-30'),
      withRuntime('nodejs24.x'),
    ),
    ['Worker.Properties.Runtime | a runtime that is supported on 2028-04-30 | nodejs24.x'],
  );
});

test('the rule for runtimes judges by the day of today', () => {
  const deprecated = Object.entries(LAMBDA_RUNTIMES).filter(([, day]) => day <= new Date().toISOString().slice(0, 10));
  assert.ok(deprecated.length > 0);
  for (const [runtime] of deprecated) assert.equal(findingsIn(lambdaRuntime, withRuntime(runtime)).length, 1, runtime);
});

test('a function from a container image names no runtime', () =>
  accepts(
    lambdaRuntime,
    'Resources: { Worker: { Type: "AWS::Lambda::Function", Properties: { PackageType: Image, Code: { ImageUri: x } } } }',
  ));

const withVariable = (name: string, value = 'x'): string =>
  `Resources: { Worker: { Type: "AWS::Lambda::Function", Properties: { Environment: { Variables: { ${name}: ${JSON.stringify(value)} } } } } }`;

for (const [name, value] of [
  ['KEYBOARD', 'x'],
  ['TOKENIZER', 'x'],
  ['CACHE_KEY_PREFIX', 'x'],
  ['MONKEY', 'x'],
  ['QUEUE_URL', 'https://sqs.eu-west-1.amazonaws.com/123456789012/jobs'],
  ['ENDPOINT', 'https://example.com:8443/a@b'],
] as const)
  test(`a variable ${name} of ${value} is no secret`, () => accepts(lambdaNoSecrets, withVariable(name, value)));

for (const [name, value] of [
  ['githubToken', 'x'],
  ['API_KEY_LIVE', 'x'],
  ['DbPassword', 'x'],
  ['NAME', 'ghp_0123456789abcdefghijklmnopqrstuvwxyzAB'],
  ['NAME', '-----BEGIN RSA PRIVATE KEY-----'],
] as const)
  test(`a variable ${name} of ${value.slice(0, 12)} is a secret, which the finding does not repeat`, () => {
    const found = findingsIn(lambdaNoSecrets, withVariable(name, value));
    assert.equal(found.length, 1);
    assert.ok(value === 'x' || !found.join().includes(value));
  });

const permission = (properties: string): string => `
Resources:
  Permission:
    Type: AWS::Lambda::Permission
    Properties: { Action: lambda:InvokeFunction, FunctionName: worker, ${properties} }
`;

test('elsewhere a service may call a function for one source of this account', () => {
  accepts(
    lambdaNoPublicInvoke,
    permission('Principal: s3.amazonaws.com, SourceArn: "arn:aws:s3:::photos", SourceAccount: !Ref AWS::AccountId'),
  );
  accepts(
    lambdaNoPublicInvoke,
    permission(
      'Principal: events.amazonaws.com, SourceArn: !Sub "arn:aws:events:eu-west-1:${AWS::AccountId}:rule/daily"',
    ),
  );
  accepts(lambdaNoPublicInvoke, permission('Principal: !Ref AWS::AccountId'));
});

test('elsewhere a bucket without its account, another account and an open URL are found', () => {
  const open = 'Resources: { Url: { Type: "AWS::Lambda::Url", Properties: { AuthType: NONE } } }';
  const bucket = permission('Principal: s3.amazonaws.com, SourceArn: "arn:aws:s3:::photos"');
  assert.equal(findingsIn(lambdaNoPublicInvoke, bucket).length, 1);
  assert.equal(findingsIn(lambdaNoPublicInvoke, permission('Principal: "999999999999"')).length, 1);
  assert.equal(findingsIn(lambdaNoPublicInvoke, open).length, 1);
});

test('the variables that the template has to give are those that the handler reads', () => {
  const complaint = (() => {
    try {
      readEnvironment({});
      return '';
    } catch (error) {
      return String(error);
    }
  })();
  const read = HANDLER_VARIABLES.filter((name) => !name.startsWith('MALLOC_')); // glibc reads it
  for (const name of read) assert.match(complaint, new RegExp(`for ${name} but received nothing`));
  assert.equal(complaint.match(/ but received nothing/g)?.length, read.length);
});
