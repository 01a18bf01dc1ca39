import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32c, crc64nvme } from '../../../src/aws/s3/crc.ts';

// The check values of the catalogue of parametrised CRC algorithms (reveng.sourceforge.io/crc-catalogue).
for (const [name, start, check] of [
  ['CRC-32C', crc32c, 'e3069283'],
  ['CRC-64/NVME', crc64nvme, 'ae8b14860a799888'],
] as const) {
  test(`${name} gives its check value, in one piece and in several`, () => {
    const whole = start();
    whole.update(Buffer.from('123456789'));
    const pieces = start();
    for (const piece of ['1', '', '2345', '6789']) pieces.update(Buffer.from(piece));
    assert.deepEqual([whole.digest().toString('hex'), pieces.digest().toString('hex')], [check, check]);
  });
}
