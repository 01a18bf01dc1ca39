import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Measured } from '../../bench/measure/measure-image.ts';
import { chart } from '../../bench/report/chart.ts';
import { coreTable } from '../../bench/report/core-table.ts';
import { type ImageResult, imageTable } from '../../bench/report/image-table.ts';
import { markdownTable } from '../../bench/report/markdown-table.ts';
import { describeNoise } from '../../bench/report/noise.ts';

const measured = (one: number[], bytes = 84_000): Measured => ({
  one,
  all: one.map((time) => time / 2),
  bytes,
  ssim: 0.9784,
  peakBytes: 123e6,
});

const result = (...entries: [string, Measured][]): ImageResult => ({
  name: 'JPEG <1 MP>',
  bytes: 2_000_000,
  measured: new Map(entries),
  core: { ours: [10, 12], plain: [22, 22], tuned: [10, 10], decode: [] },
});

test('a table is Markdown with even columns, numbers to the right', () => {
  assert.equal(
    markdownTable(
      ['Image', 'ms'],
      [
        ['a', '1'],
        ['long name', '12345'],
      ],
    ),
    ['| Image     |    ms |', '|-----------|------:|', '| a         |     1 |', '| long name | 12345 |', ''].join('\n'),
  );
});

test('a row tells times, a ratio in turn to the other commit, bytes, quality and memory, and what is missing', () => {
  const [head = '', , row = ''] = imageTable(
    [result(['handler', measured([12, 24])], ['against', measured([10, 20])])],
    'HEAD~1',
  ).split('\n');
  const cells = (line: string) => line.split('|').map((cell) => cell.trim());
  assert.ok(head.includes('HEAD~1'));
  const expected = [
    '',
    'JPEG <1 MP>',
    '2000',
    '18',
    '–',
    '–',
    '–',
    '15',
    '1.20 ×',
    '9.0',
    '–',
    '84',
    '–',
    '0.978',
    '–',
    '123',
    '–',
    '',
  ];
  assert.deepEqual(cells(row), expected);
});

test('what is done to the bytes alone has a table of its own, with what tuned and plain sharp take in turn', () => {
  const [, , row = ''] = coreTable([result()]).split('\n');
  assert.match(row, /^\| JPEG <1 MP> +\| +11\.0 \| +22\.0 \| +10\.0 \| +– \| +1\.10 × \| +2\.02 × \|$/);
});

test('a machine on which two equal functions differ is said to be noisy', () => {
  const quiet = result(['handler', measured([100, 101, 99])], ['equal', measured([100, 100, 100])]);
  const noisy = result(['handler', measured([100, 101, 99])], ['equal', measured([120, 120, 120])]);
  assert.doesNotMatch(describeNoise([quiet]), /noisy/);
  assert.match(describeNoise([quiet, noisy]), /differ by up to 16.7 % .* noisy/);
});

test('the chart is one SVG with a row for each image, a mark for each that made it, and escaped names', () => {
  const svg = chart([result(['handler', measured([10])], ['plain', measured([40])])], 'Times & such');
  assert.match(svg, /^<svg [^>]*viewBox="0 0 900 \d+"/);
  assert.ok(svg.includes('JPEG &lt;1 MP>') && svg.includes('Times &amp; such'));
  const row = svg.split('\n').find((line) => line.includes('&lt;1 MP')) ?? '';
  const [plain, ours] = [...row.matchAll(/cx="([\d.]+)"/g)].map(([, x]) => Number(x));
  assert.ok(ours !== undefined && plain !== undefined && ours < plain, row);
});
