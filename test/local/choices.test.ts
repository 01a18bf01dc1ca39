import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import type { Choices } from '../../src/pipeline/choices.ts';
import { run } from '../run.ts';
import { synthesizedText } from '../synthesized.ts';

const CHOICES: Partial<Choices>[] = [
  { networkAccess: 'internet', processedStorage: 'archive' },
  { networkAccess: 'isolated-with-dns-firewall', processedStorage: 'intelligent-tiering' },
];

for (const choices of CHOICES)
  test(`the local run processes an image in the stack of ${JSON.stringify(choices)}, with all calls allowed`, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'choices-'));
    t.after(() => rm(folder, { recursive: true }));
    const [template, image] = [join(folder, 'template.yaml'), join(folder, 'grey.png')];
    await writeFile(template, synthesizedText(choices));
    await sharp({ create: { width: 900, height: 30, channels: 3, background: 'grey' } }).toFile(image);
    const args = ['src/local/main.ts', '--template', template, '--out', join(folder, 'out'), image];
    const { code, stdout, stderr } = await run(process.execPath, args);
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /1 upload in .*: 1 processed/);
  });
