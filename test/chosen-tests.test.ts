import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { chosenTests } from './chosen-tests.ts';

test('nothing given are all tests', () => {
  assert.ok(chosenTests([]).length > 200);
  assert.ok(chosenTests([]).every((file) => existsSync(file)));
});

test('a file of src has the tests of its name and those that import it', () => {
  const chosen = chosenTests(['src/shared/table.ts', 'src/synth/yaml.ts']);
  assert.ok(chosen.includes('test/synth/yaml.test.ts'));
  // By way of test/synthesized.ts.
  assert.ok(chosen.includes('test/synth/parameters.test.ts'));
  assert.ok(!chosen.includes('test/shared/inputs.test.ts'));
});

test('a folder has the tests of its folder', () => {
  const chosen = chosenTests(['policy/score/']);
  assert.ok(chosen.includes('test/policy/score/sweep.test.ts'));
  assert.ok(!chosen.some((file) => file.startsWith('test/hostile/')));
});

test('tests are taken as they are, what is not there is none', () => {
  assert.deepEqual(chosenTests(['test/shared/inputs.test.ts']), ['test/shared/inputs.test.ts']);
  assert.deepEqual(chosenTests(['src/no-such-file.ts']), []);
});
