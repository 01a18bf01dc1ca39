import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { evaluate } from '../../../src/aws/iam/evaluate.ts';
import type { Context } from '../../../src/aws/iam/request.ts';
import { allow, identity, request } from './policies.ts';

type Case = [operator: string, key: string, policy: unknown, received: Context[string] | undefined, holds: boolean];

const SOURCE = 'arn:aws:sns:eu-central-1:111122223333:topic';
const TRICKY = 'arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt';

// From the tables and examples of
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html and
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
const CASES: Record<string, Case[]> = {
  'text exactly': [
    ['StringEquals', 's3:prefix', 'home/', 'home/', true],
    ['StringEquals', 's3:prefix', 'home/', 'Home/', false],
    ['StringEquals', 's3:prefix', ['a', 'home/'], 'home/', true],
    ['StringEquals', 's3:prefix', 'home/*', 'home/x', false],
    ['StringEquals', 's3:prefix', 'home/*', 'home/*', true],
    ['StringEquals', 's3:prefix', '', '', true],
    ['StringEquals', 's3:prefix', 'home/', undefined, false],
    ['StringNotEquals', 's3:prefix', 'home/', 'home/', false],
    ['StringNotEquals', 's3:prefix', ['a', 'b'], 'b', false],
    ['StringNotEquals', 's3:prefix', ['a', 'b'], 'c', true],
    ['StringNotEquals', 's3:prefix', 'home/', undefined, true],
    ['StringEqualsIgnoreCase', 's3:prefix', 'HOME/', 'home/', true],
    ['StringEqualsIgnoreCase', 's3:prefix', 'HOME/', undefined, false],
    ['StringNotEqualsIgnoreCase', 's3:prefix', 'HOME/', 'home/', false],
    ['StringNotEqualsIgnoreCase', 's3:prefix', 'HOME/', undefined, true],
  ],
  'text with wildcards': [
    ['StringLike', 's3:prefix', 'home/*', 'home/', true],
    ['StringLike', 's3:prefix', 'home/?', 'home/', false],
    ['StringLike', 's3:prefix', 'home/?', 'home/x', true],
    ['StringLike', 's3:prefix', 'Home/*', 'home/x', false],
    ['StringLike', 's3:prefix', '*a*b*', 'xxaxxbxx', true],
    ['StringLike', 's3:prefix', '*a*b*', 'xxbxxaxx', false],
    ['StringLike', 'aws:SourceArn', 'arn:aws:someservice:*:111122223333:finance/*', TRICKY, true],
    ['StringLike', 's3:prefix', 'home/*', undefined, false],
    ['StringNotLike', 's3:prefix', 'home/*', 'home/x', false],
    ['StringNotLike', 's3:prefix', 'home/*', 'else', true],
    ['StringNotLike', 's3:prefix', 'home/*', undefined, true],
  ],
  numbers: [
    ['NumericEquals', 's3:max-keys', '10', '10.0', true],
    ['NumericEquals', 's3:max-keys', 10, '10', true],
    ['NumericNotEquals', 's3:max-keys', '10', '9', true],
    ['NumericNotEquals', 's3:max-keys', '10', undefined, true],
    ['NumericLessThan', 's3:max-keys', '10', '10', false],
    ['NumericLessThan', 's3:max-keys', '10', '9', true],
    ['NumericLessThanEquals', 's3:max-keys', '10', '10', true],
    ['NumericLessThanEquals', 's3:max-keys', '10', '11', false],
    ['NumericLessThanEquals', 's3:max-keys', '10', undefined, false],
    ['NumericGreaterThan', 's3:max-keys', '10', '10', false],
    ['NumericGreaterThan', 's3:max-keys', '9', '10', true],
    ['NumericGreaterThanEquals', 's3:TlsVersion', '1.2', '1.2', true],
    ['NumericGreaterThanEquals', 's3:TlsVersion', '1.2', '1.1', false],
  ],
  times: [
    ['DateEquals', 'aws:TokenIssueTime', '2020-01-01T00:00:00Z', '2020-01-01T01:00:00+01:00', true],
    ['DateNotEquals', 'aws:TokenIssueTime', '2020-01-01', '2020-01-02', true],
    ['DateGreaterThan', 'aws:TokenIssueTime', '2020-01-01T00:00:01Z', '2020-01-01T00:00:02Z', true],
    ['DateGreaterThan', 'aws:TokenIssueTime', '2020-01-01T00:00:01Z', '2020-01-01T00:00:01Z', false],
    ['DateGreaterThan', 'aws:TokenIssueTime', '2020-01-01T00:00:01Z', undefined, false],
    ['DateGreaterThanEquals', 'aws:TokenIssueTime', '2020-01', '2020-01-01T00:00Z', true],
    ['DateLessThan', 'aws:TokenIssueTime', '1577836800', '2019-12-31T23:59:59.5Z', true],
    ['DateLessThanEquals', 'aws:TokenIssueTime', '2020-01-01', '2020-01-01', true],
    ['DateLessThan', 'aws:EpochTime', '2100-01-01', '1790942400', true],
    ['NumericLessThan', 'aws:EpochTime', '1790942401', '1790942400', true],
  ],
  booleans: [
    ['Bool', 'aws:SecureTransport', 'false', 'false', true],
    ['Bool', 'aws:SecureTransport', false, 'false', true],
    ['Bool', 'aws:SecureTransport', 'FALSE', 'false', true],
    ['Bool', 'aws:SecureTransport', 'false', 'true', false],
    ['Bool', 'aws:MultiFactorAuthPresent', 'false', undefined, false],
    ['BoolIfExists', 'aws:MultiFactorAuthPresent', 'false', undefined, true],
  ],
  addresses: [
    ['IpAddress', 'aws:SourceIp', '203.0.113.0/24', '203.0.113.255', true],
    ['IpAddress', 'aws:SourceIp', '203.0.113.0/24', '203.0.114.0', false],
    ['IpAddress', 'aws:SourceIp', '203.0.113.7', '203.0.113.7', true],
    ['IpAddress', 'aws:SourceIp', '203.0.113.7', '203.0.113.8', false],
    ['IpAddress', 'aws:SourceIp', ['203.0.113.0/24', '2001:DB8:1234:5678::/64'], '2001:db8:1234:5678::1', true],
    ['IpAddress', 'aws:SourceIp', '0.0.0.0/0', '2001:db8::1', false],
    ['IpAddress', 'aws:SourceIp', '203.0.113.0/24', undefined, false],
    ['NotIpAddress', 'aws:SourceIp', '203.0.113.0/24', '203.0.113.255', false],
    ['NotIpAddress', 'aws:SourceIp', '203.0.113.0/24', undefined, true],
  ],
  ARNs: [
    ['ArnEquals', 'aws:SourceArn', SOURCE, SOURCE, true],
    ['ArnEquals', 'aws:SourceArn', 'arn:aws:sns:*:111122223333:top??', SOURCE, true],
    ['ArnLike', 'aws:SourceArn', 'arn:aws:sns:*:*:*', SOURCE, true],
    ['ArnLike', 'aws:SourceArn', 'arn:aws:SNS:*:*:*', SOURCE, false],
    ['ArnLike', 'aws:SourceArn', 'arn:aws:someservice:*:111122223333:finance/*', TRICKY, false],
    ['ArnLike', 'aws:SourceArn', 'arn:aws:someservice:*:999999999999:store/*:finance/*', TRICKY, true],
    ['ArnLike', 'aws:SourceArn', SOURCE, undefined, false],
    ['ArnNotEquals', 'aws:SourceArn', SOURCE, SOURCE, false],
    ['ArnNotLike', 'aws:SourceArn', 'arn:aws:sns:*:*:other', SOURCE, true],
    ['ArnNotLike', 'aws:SourceArn', SOURCE, undefined, true],
  ],
  existence: [
    ['Null', 'aws:TokenIssueTime', 'true', undefined, true],
    ['Null', 'aws:TokenIssueTime', 'true', '2020-01-01', false],
    ['Null', 'aws:TokenIssueTime', 'false', '2020-01-01', true],
    ['Null', 'aws:TokenIssueTime', false, undefined, false],
    ['Null', 'aws:TagKeys', 'true', [], true],
    ['Null', 'aws:TagKeys', 'true', '', true],
    ['Null', 's3:prefix', 'false', '', true],
    ['Null', 'aws:TagKeys', 'false', ['a'], true],
    ['StringEqualsIfExists', 's3:prefix', 'home/', undefined, true],
    ['StringEqualsIfExists', 's3:prefix', 'home/', 'home/', true],
    ['StringEqualsIfExists', 's3:prefix', 'home/', 'else', false],
    ['StringNotEqualsIfExists', 's3:prefix', 'home/', undefined, true],
    ['StringNotEqualsIfExists', 's3:prefix', 'home/', 'home/', false],
    ['IpAddressIfExists', 'aws:SourceIp', '203.0.113.0/24', undefined, true],
  ],
  'sets of values': [
    ['ForAllValues:StringEquals', 'aws:TagKeys', ['a', 'b'], ['a', 'b'], true],
    ['ForAllValues:StringEquals', 'aws:TagKeys', ['a', 'b'], ['a', 'c'], false],
    ['ForAllValues:StringEquals', 'aws:TagKeys', ['a', 'b'], undefined, true],
    ['ForAllValues:StringEquals', 'aws:TagKeys', ['a', 'b'], [], true],
    ['ForAllValues:StringEquals', 'aws:TagKeys', ['a', 'b'], '', true],
    ['ForAllValues:StringEquals', 'aws:SourceVpce', 'vpce-1', undefined, true],
    ['ForAllValues:StringEquals', 's3:prefix', 'home/', '', true],
    ['ForAnyValue:StringEquals', 's3:prefix', '', '', false],
    ['ForAllValues:StringNotLike', 'aws:TagKeys', 'key1*', ['key1:legal'], false],
    ['ForAllValues:StringNotLike', 'aws:TagKeys', 'key1*', ['key1:hr', 'key1:personnel'], false],
    ['ForAllValues:StringNotLike', 'aws:TagKeys', 'key1*', ['key2:audit'], true],
    ['ForAllValues:StringNotLike', 'aws:TagKeys', 'key1*', undefined, true],
    ['ForAnyValue:StringEquals', 'aws:TagKeys', ['a', 'b'], ['c', 'a'], true],
    ['ForAnyValue:StringEquals', 'aws:TagKeys', ['a', 'b'], ['c'], false],
    ['ForAnyValue:StringEquals', 'aws:TagKeys', ['a', 'b'], undefined, false],
    ['ForAnyValue:StringEquals', 'aws:TagKeys', ['a', 'b'], '', false],
    ['ForAnyValue:StringNotEquals', 'aws:TagKeys', 'a', undefined, false],
    ['ForAnyValue:StringNotEquals', 'aws:TagKeys', 'a', ['a', 'b'], true],
    ['ForAnyValue:StringLike', 'aws:TagKeys', 'a*', ['ab'], true],
    ['ForAnyValue:StringEqualsIfExists', 'aws:TagKeys', 'a', undefined, true],
  ],
};

const isAllowed = (condition: unknown, context: Context): boolean =>
  evaluate(request({ context }), { identity: [identity(allow({ Condition: condition }))] }).allowed;

describe('a condition', () => {
  for (const [group, cases] of Object.entries(CASES))
    it(`compares ${group}`, () => {
      for (const [operator, key, policy, received, holds] of cases)
        assert.equal(
          isAllowed({ [operator]: { [key]: policy } }, received === undefined ? {} : { [key]: received }),
          holds,
          JSON.stringify([operator, key, policy, received]),
        );
    });

  it('finds a key in any case', () => {
    assert.equal(isAllowed({ StringEquals: { 'S3:PREFIX': 'a' } }, { 's3:Prefix': 'a' }), true);
    assert.equal(isAllowed({ StringEquals: { 'aws:PrincipalTag/Team': 'a' } }, { 'AWS:principaltag/team': 'a' }), true);
  });

  it('holds only with all of its operators and keys', () => {
    const condition = {
      StringEquals: { 's3:prefix': 'a', 's3:delimiter': '/' },
      NumericLessThan: { 's3:max-keys': '5' },
    };
    const context = { 's3:prefix': 'a', 's3:delimiter': '/', 's3:max-keys': '4' };
    assert.equal(isAllowed(condition, context), true);
    assert.equal(isAllowed(condition, { ...context, 's3:prefix': 'b' }), false);
    assert.equal(isAllowed(condition, { ...context, 's3:delimiter': '.' }), false);
    assert.equal(isAllowed(condition, { ...context, 's3:max-keys': '5' }), false);
  });
});
