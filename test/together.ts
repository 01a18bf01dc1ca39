/** Runs the files of tests that test/main.ts names, in this one process. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const { TESTS_TOGETHER: named = '[]' } = process.env;
delete process.env['TESTS_TOGETHER'];

process.exit = () => {
  throw new Error('Expected no test to end the process, because the tests of other files would be left out');
};

for (const file of JSON.parse(named) as string[]) await import(pathToFileURL(resolve(file)).href);
