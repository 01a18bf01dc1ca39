import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { processorsOf, shareProcessors } from '../../bench/measure/processor-share.ts';

/** Works for so long on the wall, and says how much of a processor it had. */
const WORK = `
const until = performance.now() + 400;
while (performance.now() < until);
const { user, system } = process.cpuUsage();
console.log((user + system) / 1000 / performance.now());
`;

test('a function of 1,769 MB has one processor, and others in proportion', () => {
  assert.equal(processorsOf(1769), 1);
  assert.equal(processorsOf(512).toFixed(2), '0.29');
});

test('a process in a group has its share of a processor and no more', (t) => {
  const share = shareProcessors(0.2);
  if (share === undefined) return t.skip('this user may not make control groups');
  const script = 'echo $$ > "$0" && exec "$@"';
  const { stdout, stderr } = spawnSync('sh', ['-c', script, share.groupFile, process.execPath, '-e', WORK], {
    encoding: 'utf8',
  });
  share.remove();
  const had = Number(stdout);
  assert.ok(had > 0 && had < 0.3, `${stdout}${stderr}`);
});
