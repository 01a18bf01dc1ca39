import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axisEnd, showFigure } from '../../../../src/local/report/dashboard/chart.ts';

test('figures are as short as a legend has room for', () => {
  assert.deepEqual([0, 7, 1.476, 12_345, 4_880_000, 0.001, undefined].map(showFigure), [
    ...['0', '7', '1.48', '12.3K', '4.88M', '<0.01', '–'],
  ]);
});

test('an axis ends at a round figure that nothing exceeds', () => {
  assert.deepEqual([0, 0.3, 1, 1.1, 7, 50, 51, 4999].map(axisEnd), [1, 0.5, 1, 2, 10, 50, 100, 5000]);
});
