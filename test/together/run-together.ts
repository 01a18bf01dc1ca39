import { relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Runs the files of tests that test/main.ts names for the program `by`, in its process. */
export async function runTogether(by: string): Promise<void> {
  const { TESTS_TOGETHER: named = '{}' } = process.env;
  delete process.env['TESTS_TOGETHER'];
  process.exit = () => {
    throw new Error('Expected no test to end the process, because the tests of other files would be left out');
  };
  const files: Record<string, string[]> = JSON.parse(named);
  for (const file of files[relative('.', by).replaceAll('\\', '/')] ?? []) {
    await import(pathToFileURL(resolve(file)).href);
  }
}
