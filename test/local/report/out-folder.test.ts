import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openOutFolder } from '../../../src/local/report/out-folder.ts';

test('a folder is emptied of what the run before wrote, and of nothing else', async (t) => {
  const folder = join(await mkdtemp(join(tmpdir(), 'out-')), 'out');
  t.after(() => rm(join(folder, '..'), { recursive: true }));
  const first = await openOutFolder(folder);
  await first.write('index.html', 'a page');
  await first.write('images/1-before.jpg', 'a picture');

  await openOutFolder(folder);
  assert.deepEqual(await readdir(folder), []);

  const third = await openOutFolder(folder);
  await third.write('index.html', 'a page');
  await writeFile(join(folder, 'notes.txt'), 'mine');
  await assert.rejects(openOutFolder(folder), /it holds notes\.txt; nothing was removed$/);
  assert.ok((await readdir(folder)).includes('index.html'));
});

test('a file in its place is told', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'out-'));
  t.after(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'file'), '');
  await assert.rejects(openOutFolder(join(folder, 'file')), /to be a folder but it is a file/);
});
