import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const command = fileURLToPath(new URL('../../src/deploy/check-deployments.ts', import.meta.url));
let root = '';
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'check-'));
  const template = `Parameters: { Size: { Type: Number, Default: 1, MinValue: 1 } }\nResources: { A: { Type: T } }\n`;
  await writeFile(join(root, 't.yaml'), template);
  await writeFile(join(root, 'bad-default.yaml'), template.replace('Default: 1', 'Default: 0'));
});
after(() => rm(root, { recursive: true }));

async function check(files: Record<string, string>): Promise<{ status: number | null; lines: string[] }> {
  const folder = await mkdtemp(join(root, 'deployments-'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, folder], { cwd: root, encoding: 'utf8' });
  return { status, lines: `${stdout}${stderr}`.replaceAll(folder, 'folder').trimEnd().split('\n') };
}

test('deployments that are right are one line and exit code 0', async () =>
  assert.deepEqual(await check({ 'b.yaml': 'template-file-path: t.yaml', 'a.yaml': 'template-file-path: t.yaml' }), {
    status: 0,
    lines: ['Deployments are valid: a, b'],
  }));

test('each problem is a line, with exit code 1 and no stack', async () =>
  assert.deepEqual(
    await check({
      'a.yaml': 'template-file-path: t.yaml\nparameters: { Size: 0, Sice: 1 }',
      'b.yaml': 'template-file-path: missing.yaml',
      'c.yaml': '- list',
      'd.yaml': 'template-file-path: bad-default.yaml',
      'e.yaml': 'template-file-path: t.yaml',
    }),
    {
      status: 1,
      lines: [
        'folder/a.yaml: Expected a parameter of the template but received Sice; did you mean Size?',
        'folder/a.yaml: Expected Size to be a number of at least 1 but received 0',
        'folder/b.yaml: Expected missing.yaml to be a file but it does not exist',
        'folder/c.yaml:1: Expected a stack deployment file to be a map but received a list',
        'folder/d.yaml: Expected Size to be a number of at least 1 but received 0',
        'bad-default.yaml: Expected Size to be a number of at least 1 but received 0',
      ],
    },
  ));
