import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Input } from '../../shared/inputs.ts';
import { drawSamples } from './samples.ts';

/** Draws the samples into a folder of their own, which `remove` removes. */
export async function sampleInputs(): Promise<{ inputs: Input[]; remove(): Promise<void> }> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'image-pipeline-samples-'));
  const inputs: Input[] = [];
  for (const { name, bytes } of await drawSamples()) {
    const file = path.join(folder, name);
    await writeFile(file, bytes);
    inputs.push({ file, key: name, size: bytes.length });
  }
  return { inputs, remove: () => rm(folder, { recursive: true, force: true }) };
}
