import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sizesInZip } from '../../bench/parts/zip.ts';
import { zip } from '../../src/build/bundle-zip.ts';

test('the parts of a zip add up to it', () => {
  const zipped = zip(
    new Map([
      ['index.mjs', Buffer.from('export const handler = 1;'.repeat(40))],
      ['node_modules/a/lib/libvips-cpp.so.8.18.7', Buffer.alloc(5000, 'libvips')],
      ['node_modules/a/lib/sharp.node', Buffer.alloc(500, 'sharp')],
      ['node_modules/a/package.json', Buffer.from('{}')],
    ]),
  );
  const { all, ...parts } = Object.fromEntries(sizesInZip(zipped)) as Record<string, number>;
  assert.deepEqual(Object.keys(parts), [
    'libvips',
    'native code of sharp',
    'JavaScript',
    'manifests and licences',
    "the zip's own",
  ]);
  assert.ok(Object.values(parts).every((size) => size > 0));
  assert.equal(
    Object.values(parts).reduce((sum, size) => sum + size),
    zipped.length,
  );
  assert.equal(all, zipped.length);
});
