import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { runScript } from '../../bench/parts/commands.ts';

test('a script is measured with all that it starts, and one that fails is told with what it said', async (t) => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'commands-'));
  t.after(() => rm(folder, { recursive: true }));
  const scripts = {
    work: `node -e "const until = Date.now() + 300; while (Date.now() < until);"`,
    fail: `node -e "console.error('no such thing'); process.exitCode = 1"`,
  };
  await writeFile(path.join(folder, 'package.json'), JSON.stringify({ scripts }));
  const { wall, processors } = await runScript('work', folder);
  assert.ok(wall >= 0.3 && processors > 0.1, `${wall} ${processors}`);
  await assert.rejects(runScript('fail', folder), /Expected npm run fail to pass but it ended with 1: no such thing/);
});
