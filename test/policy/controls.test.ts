import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { rules } from '../../policy/rules/all-rules.ts';
import type { Control } from './control.ts';
import { CONTROLS } from './controls.ts';
import { DEPLOYMENT_FAILURES } from './deployment-failures.ts';

const rows: readonly Control[] = [...CONTROLS, ...DEPLOYMENT_FAILURES];

test('every control and every failure of a deployment has an answer', () => {
  assert.deepEqual([CONTROLS.length, DEPLOYMENT_FAILURES.length], [64, 45]);
  const open = rows.filter(({ rules: ids = [], tests = [], notDone }) => ids.length + tests.length === 0 && !notDone);
  assert.deepEqual(open, []);
});

test('every rule that answers a control exists', () => {
  const ids = rules.map(({ id }) => id);
  for (const { says, rules: named = [] } of rows)
    for (const id of named) assert.ok(ids.includes(id), `${says}: Expected a rule ${id}`);
});

test('every test that answers a control exists', async () => {
  for (const { says, tests = [] } of rows)
    for (const named of tests) {
      const [file = '', ...name] = named.split(': ');
      const text = await readFile(file, 'utf8');
      assert.ok(text.includes(`'${name.join(': ')}'`), `${says}: Expected a test ${named}`);
    }
});

test('what is not done has its reason and a page of AWS', () => {
  for (const { says, notDone } of rows)
    if (notDone) {
      assert.ok(notDone.reason.length > 40, says);
      assert.match(notDone.url, /^https:\/\/docs\.aws\.amazon\.com\//, says);
    }
});
