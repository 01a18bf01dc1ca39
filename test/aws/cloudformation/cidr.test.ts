import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cidrBlocks } from '../../../src/aws/cloudformation/cidr.ts';

const address = (dotted: string): number => dotted.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

test('the example of the documentation gives six blocks of 32 addresses', () =>
  assert.deepEqual(cidrBlocks('192.168.0.0/24', 6, 5), [
    '192.168.0.0/27',
    '192.168.0.32/27',
    '192.168.0.64/27',
    '192.168.0.96/27',
    '192.168.0.128/27',
    '192.168.0.160/27',
  ]));

test('blocks follow one another inside the given one, each of 2 ** cidrBits addresses', () =>
  fc.assert(
    fc.property(fc.ipV4(), fc.integer({ min: 0, max: 31 }), fc.nat(), fc.nat(), (host, prefix, someBits, someCount) => {
      const bits = 1 + (someBits % (32 - prefix));
      const count = 1 + (someCount % Math.min(256, 2 ** (32 - prefix - bits)));
      const blocks = cidrBlocks(`${host}/${prefix}`, count, bits);
      assert(Array.isArray(blocks));
      const first = Math.floor(address(host) / 2 ** (32 - prefix)) * 2 ** (32 - prefix);
      const starts = blocks.map((block) => address(block.split('/')[0] as string));
      assert.deepEqual(
        starts,
        Array.from({ length: count }, (_, at) => first + at * 2 ** bits),
      );
      assert((starts.at(-1) as number) + 2 ** bits <= first + 2 ** (32 - prefix));
      assert(blocks.every((block) => block.endsWith(`/${32 - bits}`)));
    }),
  ));

const refused: [string, number, number, string][] = [
  ['10.0.0/16', 1, 8, 'an IPv4 block such as 10.0.0.0/16 for Fn::Cidr but received 10.0.0/16'],
  ['10.0.0.256/16', 1, 8, 'an IPv4 block such as 10.0.0.0/16 for Fn::Cidr but received 10.0.0.256/16'],
  ['10.0.0.0/33', 1, 8, 'an IPv4 block such as 10.0.0.0/16 for Fn::Cidr but received 10.0.0.0/33'],
  ['2001:db8::/56', 1, 64, 'an IPv4 block such as 10.0.0.0/16 for Fn::Cidr but received 2001:db8::/56'],
  ['10.0.0.0/16', 0, 8, 'a count from 1 to 256 for Fn::Cidr but received 0'],
  ['10.0.0.0/8', 257, 8, 'a count from 1 to 256 for Fn::Cidr but received 257'],
  ['10.0.0.0/16', 1, 17, 'cidrBits from 1 to 16 for Fn::Cidr in 10.0.0.0/16 but received 17'],
  ['10.0.0.0/24', 9, 5, 'at most 8 blocks of 32 addresses in 10.0.0.0/24 but received a count of 9'],
];
for (const [block, count, bits, expected] of refused)
  test(`${count} blocks of ${bits} bits in ${block} are refused`, () =>
    assert.equal(cidrBlocks(block, count, bits), expected));
