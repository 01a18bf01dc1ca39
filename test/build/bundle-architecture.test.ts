import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkArchitecture } from '../../src/build/bundle-zip.ts';
import { ARM64, elf, X86_64 } from './elf.ts';

const RISC_V = elf(0xf3);
const script = Buffer.from('export const handler = () => undefined;');

test('native code for the processor of the function passes', () => {
  checkArchitecture(
    new Map([
      ['index.mjs', script],
      ['sharp.node', ARM64],
      ['libvips.so.8', ARM64],
    ]),
    'arm64',
  );
  checkArchitecture(new Map([['sharp.node', X86_64]]), 'x86_64');
});

const cases: [string, [string, Uint8Array][], RegExp][] = [
  [
    'for another processor',
    [['sharp.node', X86_64]],
    /^Error: Expected sharp.node to be for arm64 but it is for x86_64$/,
  ],
  [
    'of which a part is for another processor',
    [
      ['sharp.node', ARM64],
      ['lib.so.8', RISC_V],
    ],
    /lib.so.8 .* machine 0xf3/,
  ],
  ['that is missing', [['index.mjs', script]], /^Error: Expected native code of sharp for arm64 .* received none$/],
  ['that is no ELF file', [['sharp.node', script]], /received none$/],
];

for (const [title, files, message] of cases)
  test(`native code ${title} is refused`, () => {
    assert.throws(() => checkArchitecture(new Map(files), 'arm64'), message);
  });
