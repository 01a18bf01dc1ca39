import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFilterPattern } from '../../../../src/aws/cloudwatch/logs/filter-pattern.ts';
import { matchesFilter } from '../../../../src/aws/cloudwatch/logs/match-filter.ts';

const matches = (pattern: string, line: unknown) => matchesFilter(line, readFilterPattern(pattern));

/** The examples of https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html */
const TRAIL = {
  eventType: 'UpdateTrail',
  sourceIPAddress: '111.111.111.111',
  arrayKey: ['value', 'another value'],
  objectList: [
    { name: 'a', id: 1 },
    { name: 'b', id: 2 },
  ],
  SomeObject: null,
  ThisFlag: true,
};
const USERS = {
  user: { id: 1, email: 'John.Stiles@example.com' },
  users: [{ id: 2, email: 'John.Doe@example.com' }, { id: 3 }],
  actions: ['GET', 'PUT', 'DELETE'],
  coordinates: [
    [0, 1, 2],
    [4, 5, 6],
  ],
};
const CASES: [string, object, boolean][] = [
  ['{ $.eventType = "UpdateTrail" }', TRAIL, true],
  ['{ $.eventType = UpdateTrail }', TRAIL, true],
  ['{ $.eventType = updatetrail }', TRAIL, false],
  ['{ $.sourceIPAddress != 123.123.* }', TRAIL, true],
  ['{ $.sourceIPAddress != 111.111.* }', TRAIL, false],
  ['{ $.arrayKey[0] = "value" }', TRAIL, true],
  ['{ $.objectList[1].id = 2 }', TRAIL, true],
  ['{ $.SomeObject IS NULL }', TRAIL, true],
  ['{ $.eventType IS NULL }', TRAIL, false],
  ['{ $.SomeOtherObject NOT EXISTS }', TRAIL, true],
  ['{ $.SomeObject NOT EXISTS }', TRAIL, false],
  ['{ $.ThisFlag IS TRUE }', TRAIL, true],
  ['{ $.ThisFlag IS FALSE }', TRAIL, false],
  ['{ ($.user.id = 1) && ($.users[0].email = "John.Doe@example.com") }', USERS, true],
  ['{ ($.user.id = 2 && $.users[0].email = "nonmatch") || $.actions[2] = "GET" }', USERS, false],
  [
    '{ $.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = nonmatch && $.actions[2] = nomatch }',
    USERS,
    true,
  ],
  [
    '{ ($.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = nonmatch) && $.actions[2] = nomatch }',
    USERS,
    false,
  ],
  ['{ $.users = 1 }', USERS, false],
  ['{ $.users != 1 }', USERS, false],
  ['{ $.absent != "x" }', USERS, false],
  ['{ $.latency >= 500 }', { latency: 500 }, true],
  ['{ $.latency > +1000 }', { latency: 1000 }, false],
  ['{ $.numbers[0] < 10e-3 }', { numbers: [0.002] }, true],
  ['{ $.errorCode != 500 }', { errorCode: 400 }, true],
  ['{ $.latency = * }', { latency: 3 }, true],
  ['{ $.latency = * }', {}, false],
  ['{ $.name = "*Event" }', { name: 'PutEvent' }, true],
  ['{ $.name = "*ven*" }', { name: 'PutEvent' }, true],
  ['{ $.name = "Ev*ent" }', { name: 'Event' }, false],
  ['{ $.name = "Ev*ent" }', { name: 'Ev*ent' }, true],
];
for (const [pattern, line, expected] of CASES)
  test(`${pattern} ${expected ? 'matches' : 'does not match'} ${JSON.stringify(line).slice(0, 40)}`, () => {
    assert.equal(matches(pattern, line), expected);
  });

for (const pattern of [
  'ERROR',
  '[ip, user]',
  '{ $.a = %^x% }',
  '{ $.a ~ 1 }',
  '{ $.a < "b" }',
  '{ $.a = 1',
  '{ $.* = 1 }',
])
  test(`the pattern ${pattern} is an error`, () => {
    assert.throws(() => readFilterPattern(pattern), { name: 'UnknownPart' });
  });
