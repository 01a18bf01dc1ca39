import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

/** Files and folders that a document names as code; NAME stands for one that a reader makes. */
const named = (text: string): string[] =>
  [...text.matchAll(/`([\w.*-]+(?:\/[\w.*-]+)*(?:\/|\.ts|\.md))`/g)]
    .map(([, path = '']) => path)
    .filter((path) => !path.includes('NAME'));

/** From the root, beside the document, or, for a name alone, anywhere. */
const exists = (path: string, document: string): boolean =>
  existsSync(path) ||
  globSync(join(dirname(document), path)).length > 0 ||
  (!path.includes('/') && globSync(`{src,policy,test}/**/${path}`).length > 0);

for (const document of ['CONTRIBUTING.md', ...globSync('src/aws/*/README.md')])
  test(`every file that ${document} names exists`, () => {
    const paths = named(readFileSync(document, 'utf8'));
    assert.ok(paths.length > 5);
    assert.deepEqual(
      paths.filter((path) => !exists(path, document)),
      [],
    );
    assert.ok(!exists('src/nothing.ts', document));
  });

test('every model of AWS has its page', () => {
  assert.deepEqual(
    globSync('src/aws/*/').filter((folder) => !existsSync(join(folder, 'README.md'))),
    [],
  );
});
