import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { planRun } from '../../../src/local/deploy/plan.ts';

const folder = await mkdtemp(join(tmpdir(), 'plan-'));
test.after(() => rm(folder, { recursive: true }));

const committed = await readFile('templates/image-pipeline.yaml', 'utf8');

/** The plan of the committed template with one change. */
async function planWith(from: string, to: string) {
  const file = join(folder, 'changed.yaml');
  const changed = committed.replace(from, to);
  assert.notEqual(changed, committed);
  await writeFile(file, changed);
  return planRun('staging', file, 'us-east-1');
}

const CASES: [what: string, from: string, to: string, message: RegExp][] = [
  ['a view of a widget', '"view":"singleValue"', '"view":"pie"', /for the view of a widget but received pie$/],
  ['a filter pattern', `'{ $.level = "ERROR" }'`, 'ERROR', /a filter pattern for JSON but received ERROR in ERROR$/],
  [
    'a function of metric math',
    '100 * failed /',
    'ANOMALY_DETECTION_BAND(failed) /',
    /but received ANOMALY_DETECTION_BAND/,
  ],
];
for (const [what, from, to, message] of CASES)
  test(`${what} that only CloudWatch knows is left out with a warning, and the rest is run`, async () => {
    const { warnings, monitoring } = await planWith(from, to);
    assert.match(warnings[0] ?? '', message);
    const { alarms, dashboards, filters } = (await planRun('staging', undefined, 'us-east-1')).monitoring;
    const count = (of: object) => Object.values(of).flat().length;
    assert.equal(count(monitoring), count({ alarms, dashboards, filters }) + 1 - warnings.length);
  });

test('a property that the local run does not know is a warning that names it', async () => {
  const { warnings, notes } = await planWith('      SqsManagedSseEnabled: true', '      KmsMasterKeyId: alias/x');
  assert.match(warnings.join(), /changed\.yaml: ImageQueue\.KmsMasterKeyId has no effect here: unknown$/);
  assert.ok(notes.some(({ property, isUnknown }) => property === 'KmsMasterKeyId' && isUnknown));
});
