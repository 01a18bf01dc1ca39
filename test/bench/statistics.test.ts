import assert from 'node:assert/strict';
import { test } from 'node:test';
import { geometricMean, median, quantile, ratioInTurn, spread } from '../../bench/report/statistics.ts';

test('a median of an even number of values lies between the middle two', () => {
  assert.equal(median([9, 1, 5]), 5);
  assert.equal(median([4, 1, 2, 9]), 3);
  assert.equal(quantile([0, 10], 0.25), 2.5);
  assert.ok(Number.isNaN(median([])));
});

test('a spread is that of the middle half, so that one slow run does not count', () => {
  assert.equal(spread([100, 100, 100, 100, 900]), 0);
  assert.equal(spread([80, 90, 100, 110, 120]), 0.2);
});

test('runs in turn are compared pair by pair, so that what slows a pair down changes nothing', () => {
  assert.equal(ratioInTurn([12, 120, 24], [10, 100, 20]), 1.2);
});

test('half and twice make one', () => {
  assert.equal(geometricMean([0.5, 2]), 1);
});
