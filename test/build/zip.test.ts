import assert from 'node:assert/strict';
import { test } from 'node:test';
import { strFromU8, strToU8, unzipSync } from 'fflate';
import { zip } from '../../src/build/bundle-zip.ts';
import { run } from '../run.ts';

const FILES: [string, Uint8Array][] = [
  ['b/c.txt', strToU8('c'.repeat(1000))],
  ['a.txt', strToU8('a')],
  ['B', new Uint8Array()],
  ['10', strToU8('ten')],
];

test('a zip holds what was put into it', () => {
  const unpacked = unzipSync(zip(new Map(FILES)));
  const texts = ([name, bytes]: [string, Uint8Array]) => [name, strFromU8(bytes)];
  assert.deepEqual(Object.entries(unpacked).map(texts).sort(), FILES.map(texts).sort());
});

test('the order of the files does not matter', () => {
  assert.deepEqual(zip(new Map(FILES)), zip(new Map(FILES.toReversed())));
});

test('each file is readable by all, of 1980, without anything else about it', () => {
  const bytes = Buffer.from(zip(new Map(FILES)));
  let at = bytes.indexOf('PK\x01\x02', 'latin1');
  let entries = 0;
  for (; bytes.readUInt32LE(at) === 0x02014b50; at += 46 + bytes.readUInt16LE(at + 28)) {
    entries += 1;
    assert.equal(bytes.readUInt8(at + 5), 3, 'made on Unix');
    assert.equal(bytes.readUInt32LE(at + 12), ((1 << 5) | 1) << 16, '1 January 1980, midnight');
    assert.deepEqual([bytes.readUInt16LE(at + 30), bytes.readUInt16LE(at + 32)], [0, 0], 'no extra field, no comment');
    assert.equal((bytes.readUInt32LE(at + 38) >>> 16).toString(8), '100644');
  }
  assert.equal(entries, FILES.length);
});

test('neither the clock nor the time zone is in the bytes', async () => {
  const script = `import { zip } from './src/build/bundle-zip.ts';
    process.stdout.write(Buffer.from(zip(new Map([['a', Buffer.from('a')]]))).toString('hex'))`;
  const zipIn = async (TZ: string) =>
    (await run(process.execPath, ['--input-type=module', '-e', script], { env: { ...process.env, TZ } })).stdout;
  const utc = await zipIn('UTC');
  assert.match(utc, /^504b0304/);
  assert.equal(await zipIn('Pacific/Kiritimati'), utc);
  assert.equal(await zipIn('America/Los_Angeles'), utc);
});
