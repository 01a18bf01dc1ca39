import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ssim } from '../../bench/measure/ssim.ts';

const SIDE = 32;
const picture = (value: (x: number, y: number) => number): Uint8Array =>
  Uint8Array.from({ length: SIDE * SIDE }, (_, at) => value(at % SIDE, Math.floor(at / SIDE)));

const waves = picture((x, y) => 128 + 60 * Math.sin(x / 3) + 40 * Math.cos(y / 4));

test('a picture is wholly similar to itself', () => {
  assert.equal(ssim(waves, waves, SIDE, SIDE), 1);
});

test('the more noise a picture has, the less similar it is', () => {
  const noisy = (strength: number) => waves.map((value, at) => value + (((at * 7919) % 13) - 6) * strength);
  const [little, much] = [ssim(waves, noisy(1), SIDE, SIDE), ssim(waves, noisy(4), SIDE, SIDE)];
  assert.ok(1 > little && little > much && much > 0, `${little} ${much}`);
});

test('a negative is less similar than grey', () => {
  const grey = picture(() => 128);
  const negative = waves.map((value) => 255 - value);
  assert.ok(ssim(waves, negative, SIDE, SIDE) < ssim(waves, grey, SIDE, SIDE));
});

test('pictures of two sizes are not compared', () => {
  assert.throws(() => ssim(waves, waves.subarray(1), SIDE, SIDE), /Expected 1024 pixels .* received 1024 and 1023/);
});
