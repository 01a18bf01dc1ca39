import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { evaluate } from '../../../src/aws/iam/evaluate.ts';
import type { Request } from '../../../src/aws/iam/request.ts';
import { allow, identity, ROLE, request } from './policies.ts';

const isAllowed = (statement: object, of: Partial<Request> = {}): boolean =>
  evaluate(request(of), { identity: [identity(allow({ ...statement }))] }).allowed;

const QUEUE = 'arn:aws:sqs:eu-central-1:111122223333:images';

describe('an action', () => {
  const cases: [pattern: string, action: string, matches: boolean][] = [
    ['*', 's3:GetObject', true],
    ['*:*', 's3:GetObject', true],
    ['s3:*', 's3:GetObject', true],
    ['s3:GetObject', 's3:GetObject', true],
    ['S3:getobject', 's3:GetObject', true],
    ['s3:GetObject', 's3:GetObjectVersion', false],
    ['s3:Get*', 's3:GetObjectVersion', true],
    ['s3:Get*', 's3:PutObject', false],
    ['s3:*Object', 's3:PutObject', true],
    ['s3:?etObject', 's3:GetObject', true],
    ['s3:?etObject', 's3:PutObject', false],
    ['sqs:*', 's3:GetObject', false],
  ];

  it('matches in any case, with wildcards', () => {
    for (const [pattern, action, matches] of cases)
      assert.equal(isAllowed({ Action: pattern }, { action }), matches, `${pattern} ${action}`);
  });

  it('is left out by NotAction', () => {
    const rest = { Effect: 'Allow', NotAction: ['s3:Delete*', 'iam:*'], Resource: '*' };
    const policies = { identity: [identity(rest)] };
    assert.equal(evaluate(request({ action: 's3:GetObject' }), policies).allowed, true);
    assert.equal(evaluate(request({ action: 's3:DeleteObject' }), policies).allowed, false);
    assert.equal(evaluate(request({ action: 'IAM:PassRole' }), policies).allowed, false);
  });
});

describe('a resource', () => {
  // The list of objects is from https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
  const bucket = 'arn:aws:s3:::amzn-s3-demo-bucket';
  const cases: [pattern: string, resource: string, matches: boolean][] = [
    ['*', QUEUE, true],
    [QUEUE, QUEUE, true],
    [QUEUE, `${QUEUE}2`, false],
    [QUEUE, QUEUE.replace('images', 'Images'), false],
    ['arn:aws:sqs:*:111122223333:images', QUEUE, true],
    ['arn:aws:sqs:eu-*-1:111122223333:images', QUEUE, true],
    ['arn:aws:sqs:eu*:images', QUEUE, true],
    ['arn:aws:sqs:e*1:images', QUEUE, false],
    ['arn:aws:sqs:eu-central-?:111122223333:imag??', QUEUE, true],
    ['arn:aws:sqs:eu-central-1?111122223333:images', QUEUE, false],
    ['arn:aws:sqs:*', QUEUE, true],
    ['arn:aws:sns:*', QUEUE, false],
    ['arn:aws-cn:sqs:*', QUEUE, false],
    [`${bucket}/*/test/*`, `${bucket}/1/test/object.jpg`, true],
    [`${bucket}/*/test/*`, `${bucket}/1/2/3/test/4/object.jpg`, true],
    [`${bucket}/*/test/*`, `${bucket}/1///test///object.jpg`, true],
    [`${bucket}/*/test/*`, `${bucket}//test/object.jpg`, true],
    [`${bucket}/*/test/*`, `${bucket}/1/test/`, true],
    [`${bucket}/*/test/*`, `${bucket}/1-test/object.jpg`, false],
    [`${bucket}/*/test/*`, `${bucket}/test/object.jpg`, false],
    [`${bucket}/*/test/*`, `${bucket}/1/2/test.jpg`, false],
    [bucket, `${bucket}/a`, false],
    [`${bucket}/*`, bucket, false],
    [`${bucket}/*`, `${bucket}/a:b.jpg`, true],
    [`${bucket}/*.jpg`, `${bucket}/a:b.jpg`, true],
    [`${bucket}/?.jpg`, `${bucket}/😀.jpg`, true],
    ['arn:aws:s3:::*', '*', false],
  ];

  it('matches by the parts of its ARN, with wildcards', () => {
    for (const [pattern, resource, matches] of cases)
      assert.equal(isAllowed({ Resource: pattern }, { resource }), matches, `${pattern} ${resource}`);
  });

  it('is left out by NotResource', () => {
    const rest = { Effect: 'Allow', Action: '*', NotResource: ['arn:aws:s3:::photos/private/*'] };
    const policies = { identity: [identity(rest)] };
    assert.equal(evaluate(request({ resource: 'arn:aws:s3:::photos/a' }), policies).allowed, true);
    assert.equal(evaluate(request({ resource: 'arn:aws:s3:::photos/private/a' }), policies).allowed, false);
  });
});

describe('a policy variable', () => {
  const home = { Resource: 'arn:aws:s3:::photos/home/${aws:username}/*' };
  const at = (key: string): Partial<Request> => ({ resource: `arn:aws:s3:::photos/${key}` });

  it('stands for the value of the request, in a resource and in a condition', () => {
    assert.equal(isAllowed(home, at('home/carlos/a')), true);
    assert.equal(isAllowed(home, at('home/eve/a')), false);
    const Condition = { StringLike: { 's3:prefix': ['', 'home/', 'home/${aws:username}/*'] } };
    assert.equal(isAllowed({ Condition }, { context: { 's3:prefix': 'home/carlos/x' } }), true);
    assert.equal(isAllowed({ Condition }, { context: { 's3:prefix': 'home/eve/x' } }), false);
    const tagged = { Resource: 'arn:aws:s3:::photos/${aws:PrincipalTag/team}/*' };
    assert.equal(isAllowed(tagged, { ...at('red/a'), context: { 'aws:PrincipalTag/team': 'red' } }), true);
    const source = { ArnEquals: { 'aws:SourceArn': 'arn:aws:s3:::${aws:PrincipalTag/team}' } };
    const context = { 'aws:PrincipalTag/team': 'red', 'aws:SourceArn': 'arn:aws:s3:::red' };
    assert.equal(isAllowed({ Condition: source }, { context }), true);
  });

  it('matches nothing when it has no value', () => {
    assert.equal(isAllowed(home, { ...at('home//a'), principal: ROLE }), false);
    assert.equal(isAllowed(home, { ...at('home/${aws:username}/a'), principal: ROLE }), false);
  });

  it('has a default', () => {
    const Condition = { StringEquals: { 's3:prefix': "${aws:username, 'nobody'}/" } };
    assert.equal(isAllowed({ Condition }, { principal: ROLE, context: { 's3:prefix': 'nobody/' } }), true);
    assert.equal(isAllowed({ Condition }, { context: { 's3:prefix': 'nobody/' } }), false);
  });

  it('cannot be told without a value where its absence would allow', () => {
    const not = { identity: [identity({ Effect: 'Allow', Action: '*', NotResource: home.Resource })] };
    assert.throws(() => evaluate(request({ principal: ROLE }), not), {
      message: /every policy variable of NotResource/,
    });
    const Condition = { StringNotEquals: { 's3:prefix': '${aws:username}' } };
    assert.throws(() => isAllowed({ Condition }, { principal: ROLE, context: { 's3:prefix': 'a' } }), {
      message: 'Expected every policy variable of StringNotEquals s3:prefix to have a value',
    });
  });

  it('has no wildcards in its value', () => {
    assert.throws(
      () => isAllowed({ Resource: 'arn:aws:s3:::photos/${s3:prefix}/*' }, { context: { 's3:prefix': '*' } }),
      { message: /Expected no \* or \? in the value of a variable/ },
    );
  });

  it('writes an asterisk, a question mark and a dollar sign', () => {
    const Resource = 'arn:aws:s3:::photos/${*}-${?}-${$}{x}*';
    assert.equal(isAllowed({ Resource }, at('*-?-${x}.jpg')), true);
    assert.equal(isAllowed({ Resource }, at('a-b-${x}.jpg')), false);
  });
});
