import { existsSync, globSync, statSync } from 'node:fs';
import { normalize } from 'node:path';
import { importsOf } from './file-imports.ts';

const slashes = (path: string): string => normalize(path).replaceAll('\\', '/').replace(/\/$/, '');

/** Files of tests that import a path, or what is in it, by themselves or through other files of test/. */
function testsThatImport(path: string, tests: readonly string[]): string[] {
  const reaches = new Map<string, boolean>();
  const reach = (file: string): boolean => {
    const known = reaches.get(file);
    if (known !== undefined) return known;
    reaches.set(file, false);
    const found = importsOf(file).some(
      (to) => to === path || to.startsWith(`${path}/`) || (to.startsWith('test/') && existsSync(to) && reach(to)),
    );
    reaches.set(file, found);
    return found;
  };
  return tests.filter(reach);
}

/**
 * The files of tests for what is given: tests, folders or patterns of tests, or a file or a folder of src, policy or bench,
 * for which it is the tests under the same name and those that import it. All, where nothing is given.
 */
export function chosenTests(given: readonly string[]): string[] {
  const all = globSync('test/**/*.test.ts').map(slashes).sort();
  if (given.length === 0) return all;
  const chosen = given.map(slashes).flatMap((path) => {
    if (path.includes('*')) return globSync(path).map(slashes);
    if (path.startsWith('test')) return all.filter((file) => file === path || file.startsWith(`${path}/`));
    if (!existsSync(path)) return [];
    const mirrored = `test/${path.replace(/^src\//, '')}`;
    const named = statSync(path).isDirectory() ? `${mirrored}/` : mirrored.replace(/\.ts$/, '.test.ts');
    return [...all.filter((file) => file.startsWith(named)), ...testsThatImport(path, all)];
  });
  return [...new Set(chosen)].sort();
}
