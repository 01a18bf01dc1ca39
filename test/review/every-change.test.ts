import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alternateSettings } from '../../policy/score/alternate-settings.ts';
import { changesOf } from '../../policy/score/changes.ts';
import { showPath } from '../../src/aws/cloudformation/path.ts';
import { declarationChanges, otherChanges } from '../../src/review/parameter-changes.ts';
import { permissionChanges } from '../../src/review/permission-changes.ts';
import { resourceChanges } from '../../src/review/resource-changes.ts';
import { deployed } from '../../src/review/review-template.ts';
import { committed } from '../policy/committed.ts';

/** Descriptions of parameters are for whoever deploys, and change nothing. */
const SILENT = /^Parameters\.\w+\.(Description|ConstraintDescription)$/;

/** One in so many: all of them take half a minute. */
const STEP = 7;

test('no single change of the committed template goes untold', async () => {
  const source = await committed();
  const settings = [{}, ...alternateSettings(source.template)];
  const before = settings.map((parameters) => deployed(source, 'defaults', parameters));
  const untold: string[] = [];
  let count = 0;
  for (const { template, path, kind } of changesOf(source.template)) {
    count += 1;
    if (count % STEP > 0 || SILENT.test(showPath(path))) continue;
    const told = [
      ...declarationChanges(source.template, template),
      ...otherChanges(source.template, template),
      ...settings.flatMap((parameters, at) => {
        const old = before[at];
        const now = deployed({ ...source, template }, 'defaults', parameters);
        return old
          ? [...resourceChanges(old.resolved.resources, now.resolved.resources), ...permissionChanges(old, now)]
          : [];
      }),
    ];
    if (told.length === 0) untold.push(`${kind} ${showPath(path)}`);
  }
  assert.ok(count > 500);
  assert.deepEqual(untold, []);
});
