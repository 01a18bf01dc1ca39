import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { differences } from '../../src/review/element-changes.ts';

describe('differences', () => {
  test('are none between a number or a boolean and its text', () => {
    assert.deepEqual(differences({ a: 300, b: true, c: [] }, { a: '300', b: 'true', c: [] }), []);
  });

  test('name the leaf, and the item of a list by its name', () => {
    const before = {
      Rules: [
        { Id: 'A', Days: 1 },
        { Id: 'B', Days: 2 },
      ],
      List: ['x'],
    };
    const after = { Rules: [{ Id: 'New' }, { Id: 'A', Days: 1 }, { Id: 'B', Days: 3 }], List: ['x', 'y'] };
    assert.deepEqual(differences(before, after), [
      { path: ['Rules', 'B', 'Days'], from: 2, to: 3 },
      { path: ['Rules', 'New'], from: undefined, to: { Id: 'New' } },
      { path: ['List', '1'], from: undefined, to: 'y' },
    ]);
  });

  test('see the second of two items with one name', () => {
    const item = (value: number) => ({ Id: 'A', value });
    assert.equal(differences([item(1), item(2)], [item(3), item(2)]).length, 1);
    assert.equal(differences([item(1), item(2)], [item(1)]).length, 1);
  });

  test('see that a map became a list, and that a value is gone', () => {
    assert.deepEqual(differences({ a: {} }, { a: [] }), [{ path: ['a'], from: {}, to: [] }]);
    assert.deepEqual(differences({ a: 1 }, {}), [{ path: ['a'], from: 1, to: undefined }]);
  });
});
