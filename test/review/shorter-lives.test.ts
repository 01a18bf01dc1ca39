import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { shorterLives } from '../../src/review/update-effects.ts';
import { plain } from '../../src/review/words.ts';

const rules = (...Rules: object[]) => ({ Rules: Rules.map((rule) => ({ Status: 'Enabled', ...rule })) });
const told = (before: unknown, after: unknown) => shorterLives(before, after).map(plain);

describe('lifecycle rules', () => {
  test('that expire objects earlier, or at all, are told', () => {
    assert.deepEqual(told(rules({ Id: 'A', ExpirationInDays: '90' }), rules({ Id: 'A', ExpirationInDays: 30 })), [
      'objects are deleted after 30 days (before: after 90), those that are there now too',
    ]);
    assert.deepEqual(told(undefined, rules({ Id: 'A', ExpirationInDays: 14, Prefix: 'failed/' })), [
      'objects under failed/ are deleted after 14 days (before: not at all), those that are there now too',
    ]);
    assert.deepEqual(told(rules({ Id: 'A' }), rules({ Id: 'A', NoncurrentVersionExpiration: { NoncurrentDays: 7 } })), [
      'versions that are not current are deleted after 7 days (before: not at all), those that are there now too',
    ]);
    assert.equal(
      told(rules({ Id: 'A', Status: 'Disabled', ExpirationInDays: 1 }), rules({ Id: 'A', ExpirationInDays: 1 })).length,
      1,
    );
  });

  test('that expire nothing earlier are not', () => {
    const rule = { Id: 'A', ExpirationInDays: 30 };
    assert.deepEqual(told(rules(rule), rules(rule)), []);
    assert.deepEqual(told(rules(rule), rules({ ...rule, ExpirationInDays: 60 })), []);
    assert.deepEqual(told(rules(rule), undefined), []);
    assert.deepEqual(told(undefined, rules({ ...rule, Status: 'Disabled' })), []);
  });
});
