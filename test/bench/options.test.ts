import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { parseOptions } from '../../bench/parts/options.ts';
import { run } from '../run.ts';

test('without a part all are measured', () => {
  const { parts, isQuick, write } = parseOptions([]);
  assert.ok(parts.length > 0 && !isQuick && !write);
});

test('an unknown part, option or commit is told in one line', async () => {
  assert.throws(() => parseOptions(['pictures']), /Expected one of images.* but received pictures/);
  const main = path.join(import.meta.dirname, '../../bench/main.ts');
  const cases = [
    [['--fast'], /Unknown option '--fast'/],
    [['images', '--against', 'no-such-commit'], /Expected a commit of this project .* received no-such-commit/],
    [['batch', '--original', '/no/python'], /Expected a Python with Pillow and boto3 .* received \/no\/python/],
    [['images', '--only', 'TIFF'], /Expected images whose names contain "TIFF" but received none/],
    [['images', '--images', '/nowhere'], /Expected images in the folder \/nowhere/],
  ] as const;
  await Promise.all(
    cases.map(async ([args, message]) => {
      const { code, stderr } = await run(process.execPath, [main, ...args]);
      assert.equal(code, 1);
      assert.match(stderr, message);
      assert.equal(stderr.trim().split('\n').length, 1, stderr);
    }),
  );
});
