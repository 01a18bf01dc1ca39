import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { diffLines } from 'diff';
import { parse } from 'yaml';
import { because } from '../../src/synth/because.ts';
import { imagePipeline } from '../../src/synth/image-pipeline.ts';
import { HEADER, toYaml } from '../../src/synth/yaml.ts';

const LONGEST_LINE = 200;

/** Of a template with one resource, without the header. */
const linesOf = (Properties: object, others: object = {}): string[] =>
  toYaml({ Resources: { It: { Why: 'It is tested.', Type: 'Test::It', ...{ Properties, ...others } } } }, 'top')
    .split('\n')
    .slice(2, -1);

/** The pipeline as data, without reasons, to be changed. */
// biome-ignore lint/suspicious/noExplicitAny: a template as data
const data = (): any =>
  JSON.parse(JSON.stringify(imagePipeline(), (key, value) => (key === 'Why' ? undefined : value)));

/** Lines that a change adds or takes away. */
// biome-ignore lint/suspicious/noExplicitAny: a template as data
function changedLines(change: (template: any) => void): { added: number; removed: number } {
  const [before, after] = [data(), data()];
  change(after);
  const parts = diffLines(toYaml(before, HEADER), toYaml(after, HEADER));
  const count = (of: typeof parts) => of.reduce((sum, part) => sum + (part.count ?? 0), 0);
  return { added: count(parts.filter(({ added }) => added)), removed: count(parts.filter(({ removed }) => removed)) };
}

describe('the committed templates', () => {
  for (const file of globSync('templates/*.yaml'))
    it(`${file} has no line that an eye cannot take in`, () => {
      const long = readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line.length > LONGEST_LINE);
      assert.deepEqual(long, []);
    });

  it('change by one line for a threshold, a grant or a description', () => {
    assert.deepEqual(
      changedLines(({ Parameters }) => {
        Parameters.ErrorRateThreshold.Default = 7;
      }),
      { added: 1, removed: 1 },
    );
    assert.deepEqual(
      changedLines(({ Resources }) => {
        Resources.ImageFunctionRole.Properties.Policies[0].PolicyDocument.Statement[1].Action.push('s3:ListBucket');
      }),
      { added: 1, removed: 0 },
    );
    assert.deepEqual(
      changedLines(({ Resources }) => {
        Resources.ImageQueue.Properties.RedrivePolicy.maxReceiveCount = 7;
      }),
      { added: 1, removed: 1 },
    );
  });

  it('change by at most three lines for a widget of the dashboard', () => {
    const { added, removed } = changedLines(({ Resources }) => {
      const body = Resources.Dashboard.Properties.DashboardBody['Fn::Sub'];
      body[0] = body[0].replace('"Bytes"', '"Megabytes"');
    });
    assert.ok(added <= 3 && removed <= 3, `${added} and ${removed}`);
  });
});

describe('toYaml', () => {
  it('writes the keys of a resource in one order, whatever that of the literal', () => {
    const lines = linesOf({ A: 1 }, { DeletionPolicy: 'Retain', DependsOn: 'Other', Condition: 'C' });
    assert.deepEqual(
      lines.filter((line) => /^ {4}\w/.test(line)).map((line) => line.trim().split(':')[0]),
      ['Type', 'Condition', 'DependsOn', 'DeletionPolicy', 'Properties'],
    );
  });

  it('writes reasons above properties and items, in block style around them', () => {
    const lines = linesOf({
      A: because('The reason of A.', { B: because('That of B.', 1) }),
      L: [because('Item.', 2)],
    });
    assert.deepEqual(lines.slice(-8), [
      '    Properties:',
      '      # The reason of A.',
      '      A:',
      '        # That of B.',
      '        B: 1',
      '      L:',
      '      # Item.',
      '      - 2',
    ]);
  });

  it('writes a reason that several resources have once, with their names', () => {
    const of = (Why: string) => ({ Why, Type: 'Test::It', Properties: {} });
    const text = toYaml({ Resources: { A: of('the same.'), B: of('another.'), C: of('the same.') } }, 'top');
    assert.match(text, /^ {2}# A, C: the same\.\n {2}A:/m);
    assert.equal(text.match(/the same/g)?.length, 1);
  });

  it('lays out by kind: functions and short lists on one line, actions and resources one a line', () => {
    const lines = linesOf({
      Text: { 'Fn::Sub': '${A}' },
      List: ['a', 'b', 'c', 'd'],
      Longer: ['a', 'b', 'c', 'd', 'e'],
      Action: ['s3:GetObject'],
      Maps: [{ A: 1 }, { A: 2 }],
      Large: { A: 1, B: 2, C: 3 },
    }).map((line) => line.trim());
    assert.ok(lines.includes('Text: {Fn::Sub: "${A}"}'));
    assert.ok(lines.includes('List: [a, b, c, d]'));
    for (const each of ['- e', '- s3:GetObject', '- {A: 1}', 'C: 3']) assert.ok(lines.includes(each), each);
  });

  it('breaks long text into lines that read back as the same text', () => {
    const text = 'many words: '.repeat(30).trim();
    const lines = linesOf({ Text: text, Function: { 'Fn::Sub': [text, { A: 'b' }] } });
    assert.ok(lines.every((line) => line.length <= 120));
    const { Resources } = parse(['Resources:', ...lines.slice(1)].join('\n'), { version: '1.1' });
    assert.deepEqual(Resources.It.Properties, { Text: text, Function: { 'Fn::Sub': [text, { A: 'b' }] } });
  });

  it('leaves reasons out of the template as data', () => {
    assert.equal(JSON.stringify({ a: because('why', { toJSON: () => 1 }) }), '{"a":1}');
  });
});
