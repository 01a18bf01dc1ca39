import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const IMPORT = /(?:from|import)\s*\(?\s*'(\.[^']+\.ts)'/g;

/** Paths of the files of this project that a file imports, from the root and with slashes. */
export const importsOf = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(IMPORT)].map(([, to = '']) =>
    normalize(join(dirname(file), to)).replaceAll('\\', '/'),
  );
