/** `npm run synth` writes the committed templates; with `--check` it fails when one is stale, and shows how. */
import { readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createTwoFilesPatch } from 'diff';
import type { Choices } from '../pipeline/choices.ts';
import { checkedChoices } from './choices.ts';
import { HEADER, toYaml } from './yaml.ts';

/** The committed templates, by file name. Throws an Error of one line for a mistake in pipeline.config.ts. */
async function templates() {
  const config: { choices?: unknown } = await import('../../pipeline.config.ts').catch((error: Error) => {
    throw new Error(`pipeline.config.ts: ${error.message}`);
  });
  checkedChoices((config.choices ?? {}) as Choices);
  const { imagePipeline } = await import('./image-pipeline.ts');
  const { bootstrap } = await import('./bootstrap.ts');
  return { 'image-pipeline.yaml': imagePipeline(), 'bootstrap.yaml': bootstrap() };
}

const committed = fileURLToPath(new URL('../../templates', import.meta.url));

/** Whether the file holds the text; where it does not, says so with the difference. */
async function isFresh(file: string, text: string): Promise<boolean> {
  const present = await readFile(file, 'utf8').catch(() => '');
  if (present === text) return true;
  const name = relative(process.cwd(), file);
  console.error(createTwoFilesPatch(name, name, present, text, 'present', 'synthesized'));
  console.error(`Expected ${name} to be what src/synth makes: run \`npm run synth\` and commit the result.`);
  return false;
}

try {
  const { values } = parseArgs({
    options: { check: { type: 'boolean', default: false }, folder: { type: 'string', default: committed } },
  });
  for (const [name, template] of Object.entries(await templates())) {
    const file = join(values.folder, name);
    const text = toYaml(template, HEADER);
    if (!values.check) await writeFile(file, text);
    else if (!(await isFresh(file, text))) process.exitCode = 1;
  }
} catch (error) {
  console.error(
    `${error instanceof Error ? error.message : error}\nUsage: npm run synth [-- --check] [--folder FOLDER]`,
  );
  process.exitCode = 2;
}
