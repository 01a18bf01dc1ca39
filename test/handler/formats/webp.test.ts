import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLosslessWebp } from '../../../src/handler/formats/webp.ts';
import { CLEAR, draw, drawAnimatedWebp, QUARTERS } from '../../pictures.ts';

const SIZE = { width: 20, height: 20 };
const PARTLY_CLEAR = { ...QUARTERS, topLeft: CLEAR };

for (const lossless of [true, false]) {
  const name = lossless ? 'without loss' : 'with loss';
  test(`a WEBP ${name} is told by its chunks, with alpha and metadata before them too`, async () => {
    assert.equal(isLosslessWebp(await draw(SIZE).webp({ lossless }).toBuffer()), lossless);
    const extended = await draw(SIZE, PARTLY_CLEAR).withIccProfile('p3').webp({ lossless }).toBuffer();
    assert.equal(isLosslessWebp(extended), lossless);
  });
}

test('an animation is told by its first frame', async () => {
  assert.equal(isLosslessWebp(await drawAnimatedWebp(SIZE, 2, [50, 50])), true);
});

test('a WEBP that breaks off or lies about its lengths ends the search', () => {
  const lying = Buffer.from('RIFF\0\0\0\0WEBPVP8X\xff\xff\xff\xff', 'latin1');
  for (let length = 0; length <= lying.length; length++) assert.equal(isLosslessWebp(lying.subarray(0, length)), false);
});
