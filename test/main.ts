/** `npm test [-- PATH ...]`: runs the tests of these files and folders, or all. */
import { enableCompileCache } from 'node:module';
import { availableParallelism } from 'node:os';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { chosenTests } from './chosen-tests.ts';
import { processOf } from './together/groups.ts';

/** What takes longest is started first, and what mostly waits beside it, so that no processor is idle. */
const FIRST = [
  'test/together/hostile',
  'test/together/conformance',
  'test/together/specification',
  'test/handler/settings/deadline',
  'test/together/moto',
  'test/handler/isolation/isolation',
  'test/together/search',
  'test/local/run',
  'test/handler/',
  'test/together/',
  'test/aws/cloudwatch/',
  'test/bench/measure-image',
  'test/review/',
  'test/hostile/',
  'test/ops/',
  'test/workflows/',
  'test/policy/',
];

const rank = (file: string): number => {
  const at = FIRST.findIndex((start) => file.startsWith(start));
  return at < 0 ? FIRST.length : at;
};

// The processes of the tests find what the first of them compiled.
const { directory } = enableCompileCache();
if (directory !== undefined) process.env['NODE_COMPILE_CACHE'] ??= directory;

const given = process.argv.slice(2);
const found = chosenTests(given);
if (found.length === 0) {
  process.stderr.write(`Expected files with tests but found none for ${given.join(' ')}\n`);
  process.exit(1);
}
const filesOf = Object.groupBy(found.sort(), processOf);

/**
 * Percent by which the heap may grow until it is collected. Node counts the bytes of buffers to it, but measures how far
 * it may grow by the rest: tests that upload much collect a small heap again and again, for a twentieth of their time.
 */
const HEAP_GROWTH = 400;

/** esbuild is done before its heap is worth collecting, which takes a quarter of its time. */
const WITHOUT_COLLECTION = { GOGC: 'off' };

// node --test leaves one processor idle, which is half of a small machine; one file more than processors, as some wait.
run({
  files: Object.keys(filesOf).sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1)),
  concurrency: availableParallelism() + 1,
  execArgv: [`--heap-growing-percent=${HEAP_GROWTH}`],
  env: { ...WITHOUT_COLLECTION, ...process.env, TESTS_TOGETHER: JSON.stringify(filesOf) },
})
  .on('test:fail', () => {
    process.exitCode = 1;
  })
  .compose(spec)
  .pipe(process.stdout);
