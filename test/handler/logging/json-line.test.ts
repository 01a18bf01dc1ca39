import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jsonLine, MAX_TEXT } from '../../../src/handler/logging/log.ts';

test('a key of the greatest length that S3 takes is told whole', () => {
  const key = '\u0001'.repeat(1024);
  assert.equal(JSON.parse(jsonLine({ key })).key, key);
});

test('a longer text is cut, wherever in the line it is', () => {
  const { deep } = JSON.parse(jsonLine({ deep: [{ text: 'x'.repeat(MAX_TEXT + 1) }] }));
  assert.equal(deep[0].text, `${'x'.repeat(MAX_TEXT - 1)}…`);
});

test('half a character becomes a whole one: readers of JSON refuse it', () => {
  assert.equal(jsonLine({ text: 'a\ud800b' }), '{"text":"a\ufffdb"}');
  assert.doesNotMatch(jsonLine({ text: '😀'.repeat(MAX_TEXT) }), /\\ud/);
});
