import assert from 'node:assert/strict';
import { test } from 'node:test';
import { childrenOf, parseXml, textOf, toXml } from '../../../src/aws/s3/xml.ts';

test('what is written is read back, whatever the text', () => {
  for (const text of [
    '',
    ' ',
    'a',
    '<a>&amp;</a>',
    '"\'',
    '1.0',
    '0x10',
    'true',
    ' two  blanks ',
    'line\nbreak\r\ttab',
    'ü😀',
    '$&',
  ]) {
    assert.equal(textOf(parseXml(toXml('Root', { Key: text }), 'Root'), 'Key'), text);
  }
});

test('a list repeats its element and undefined leaves it out', () => {
  const xml = toXml('Root', { Item: [{ A: 1 }, { A: true }], None: undefined, Empty: [] });
  assert.equal(xml, '<Root><Item><A>1</A></Item><Item><A>true</A></Item></Root>');
  assert.deepEqual(
    childrenOf(parseXml(xml, 'Root'), 'Item').map((item) => textOf(item, 'A')),
    ['1', 'true'],
  );
});

test('a namespace, a declaration, a comment and a CDATA section are read for what they are', () => {
  const xml = '<?xml version="1.0"?>\n<!-- x --><r:Root xmlns:r="u"><r:Key><![CDATA[<a>]]></r:Key></r:Root>';
  assert.equal(textOf(parseXml(xml, 'Root'), 'Key'), '<a>');
});

test('what is not well-formed, has another root or declares entities is refused', () => {
  for (const xml of ['', 'text', '<Root>', '<Other/>', '<!DOCTYPE Root [<!ENTITY a "b">]><Root>&a;</Root>']) {
    assert.throws(() => parseXml(xml, 'Root'), { code: 'MalformedXML' });
  }
});
