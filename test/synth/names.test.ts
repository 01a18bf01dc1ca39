import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BUCKET_NAME_PATTERN } from '../../src/synth/names.ts';

const pattern = new RegExp(BUCKET_NAME_PATTERN);

/** As S3 has it: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html, without dots. */
const isGiven = (name: string): boolean =>
  name === '' ||
  (/^[a-z0-9][a-z0-9-]*[a-z0-9]$/.test(name) && name.length >= 3 && name.length <= 63 && !name.endsWith('-an'));

/** All texts of these letters up to a length. */
function* texts(letters: readonly string[], length: number): Generator<string> {
  yield '';
  if (length > 0) for (const rest of texts(letters, length - 1)) for (const letter of letters) yield letter + rest;
}

test('a bucket may have any name that S3 takes but one that ends in -an', () => {
  for (const name of texts(['a', 'n', 'z', '-', '7', 'A'], 5)) assert.equal(pattern.test(name), isGiven(name), name);
  for (const length of [61, 62, 63, 64])
    for (const end of ['', '-an', 'an', 'xan', '-n', '-bn', 'a', '-'])
      assert.equal(
        pattern.test('x'.repeat(length - end.length) + end),
        isGiven('x'.repeat(length - end.length) + end),
        end,
      );
});
