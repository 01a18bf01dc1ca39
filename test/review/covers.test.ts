import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { covers } from '../../src/review/element-changes.ts';
import { processorMilliseconds } from '../ordering.ts';

describe('a pattern', () => {
  for (const [wide, narrow, expected] of [
    ['*', 'anything', true],
    ['s3:*', 's3:getobject', true],
    ['s3:get*', 's3:getobject*', true],
    ['s3:getobject', 's3:get*', false],
    ['s3:get?bject', 's3:getobject', true],
    ['s3:get?bject', 's3:get*bject', false],
    ['s3:get*bject', 's3:get?bject', true],
    ['${Bucket.Arn}/*', '${Bucket.Arn}/processed/*', true],
    ['${Bucket.Arn}/processed/*', '${Bucket.Arn}/*', false],
    ['${Bucket.Arn}/processed/*', '${Other.Arn}/processed/*', false],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b*c', 'a-b-b', false],
    ['abc', 'ab', false],
    ['ab', 'abc', false],
    ['', '', true],
  ] as const)
    test(`${wide} covers ${narrow}: ${expected}`, () => assert.equal(covers(wide, narrow), expected));

  test('takes no longer for many stars', () => {
    const taken = processorMilliseconds(() => assert.equal(covers(`${'*a'.repeat(500)}b`, 'a'.repeat(5000)), false));
    assert.ok(taken < 2000, `${taken} ms of a processor`);
  });
});
