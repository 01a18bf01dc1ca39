import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { isCurrent } from '../bench/figures/marked.ts';

/** Asserts that README.md says this figure between its markers. */
export async function assertFigure(name: string, figure: string): Promise<void> {
  const readme = await readFile('README.md', 'utf8');
  assert.ok(
    isCurrent(readme, name, figure),
    `README.md: ${name} is stale: run "npm run figures". Now it is\n${figure}`,
  );
}
