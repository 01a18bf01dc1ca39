import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { gatherInputs } from '../../src/shared/upload-files.ts';

const folder = await mkdtemp(join(tmpdir(), 'inputs-'));
test.after(() => rm(folder, { recursive: true }));
await mkdir(join(folder, 'holiday', 'beach'), { recursive: true });
await mkdir(join(folder, 'empty'));
for (const name of ['a.jpg', 'holiday/a.jpg', 'holiday/beach/b.png', 'holiday/.DS_Store']) {
  await writeFile(join(folder, name), 'xy');
}

const gather = async (...names: string[]) => {
  const { inputs, problems } = await gatherInputs(names.map((name) => join(folder, name)));
  return { keys: inputs.map(({ key }) => key), sizes: inputs.map(({ size }) => size), problems: problems.length };
};

test('a file has its name as the key, a file of a folder its path from there, and hidden files stay', async () => {
  assert.deepEqual(await gather('a.jpg', 'holiday'), {
    keys: ['a.jpg', 'holiday/a.jpg', 'holiday/beach/b.png'],
    sizes: [2, 2, 2],
    problems: 0,
  });
});

test('two files of one name have two keys, and one file twice is one', async () => {
  assert.deepEqual((await gather('a.jpg', 'holiday/a.jpg', 'a.jpg')).keys, ['a.jpg', '2/a.jpg']);
});

test('what is missing or empty is told, and the rest is taken', async () => {
  assert.deepEqual(await gather('absent.jpg', 'empty', 'a.jpg'), { keys: ['a.jpg'], sizes: [2], problems: 2 });
});
