/** `npm run figures`: computes the figures of README.md again and writes them between their markers. */
import { readFile, writeFile } from 'node:fs/promises';
import { FIGURES } from './figures.ts';
import { withFigures } from './marked.ts';

const FILE = 'README.md';

const before = await readFile(FILE, 'utf8');
const figures: Record<string, string> = {};
for (const [name, compute] of Object.entries(FIGURES)) figures[name] = await compute();
const after = withFigures(before, figures);
if (after !== before) await writeFile(FILE, after);
console.log(`${FILE}: ${after === before ? 'figures are current' : 'figures written'}`);
