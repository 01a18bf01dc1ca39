import { globSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { availableParallelism } from 'node:os';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

/** What takes longest is started first, so that no processor is idle at the end. */
const FIRST = ['test/search/', 'test/hostile/', 'test/workflows/', 'test/local/run', 'test/review/', 'test/ops/'];

const rank = (file: string): number => {
  const at = FIRST.findIndex((start) => file.startsWith(start));
  return at < 0 ? FIRST.length : at;
};

// The processes of the tests find what the first of them compiled.
const { directory } = enableCompileCache();
if (directory !== undefined) process.env['NODE_COMPILE_CACHE'] ??= directory;

const given = process.argv.slice(2);
const files = globSync(given.length > 0 ? given : ['test/**/*.test.ts']).map((file) => file.replaceAll('\\', '/'));
if (files.length === 0) {
  process.stderr.write(`Expected files of tests but found none for ${given.join(' ')}\n`);
  process.exit(1);
}

// node --test leaves one processor idle, which is half of a small machine.
run({
  files: files.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1)),
  concurrency: availableParallelism(),
})
  .on('test:fail', () => {
    process.exitCode = 1;
  })
  .compose(spec)
  .pipe(process.stdout);
