import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { parseTemplate, readTemplate } from '../../../src/aws/cloudformation/read.ts';
import { FileError } from '../../../src/shared/file-error.ts';

const withValue = (value: string): string => `Resources:\n  It:\n    Type: T\n    Properties:\n      Value: ${value}\n`;

const read = (value: string): unknown =>
  parseTemplate(withValue(value), 'test.yaml').template.Resources['It']?.Properties?.['Value'];

const message = (text: string): string => {
  try {
    parseTemplate(text, 'test.yaml');
  } catch (error) {
    assert(error instanceof FileError);
    return error.message;
  }
  return 'no error';
};

suite('YAML 1.1 as CloudFormation reads it', () => {
  const cases: [string, unknown][] = [
    ['2012-10-17', '2012-10-17'],
    ['2001-12-14t21:59:43.10-05:00', '2001-12-14t21:59:43.10-05:00'],
    ['yes', true],
    ['Off', false],
    ['y', 'y'],
    ['n', 'n'],
    ["'yes'", 'yes'],
    ['123456789012', 123456789012],
    ["'012345678901'", '012345678901'],
    ['012345678901', '012345678901'],
    ['010', 8],
    ['0x10', 16],
    ['1_000', 1000],
    ['12345678901234567890', '12345678901234567890'],
    ['1.10', 1.1],
    ['=', '='],
    ['{on: 1, yes: 2, 200: 3, null: 4}', { on: 1, yes: 2, 200: 3, null: 4 }],
    ['~', null],
  ];
  for (const [text, expected] of cases)
    test(`${text} is ${JSON.stringify(expected)}`, () => assert.deepEqual(read(text), expected));
});

suite('short-form functions', () => {
  const cases: [string, unknown][] = [
    ['!Ref A', { Ref: 'A' }],
    ['!Condition A', { Condition: 'A' }],
    ['!GetAtt A.B', { 'Fn::GetAtt': ['A', 'B'] }],
    ['!GetAtt A.B.C', { 'Fn::GetAtt': ['A', 'B.C'] }],
    ['!GetAtt [A, !Ref B]', { 'Fn::GetAtt': ['A', { Ref: 'B' }] }],
    ['!Sub "${A}"', { 'Fn::Sub': '${A}' }],
    ['!Sub ["${A}", {A: !Ref B}]', { 'Fn::Sub': ['${A}', { A: { Ref: 'B' } }] }],
    ['!If [A, !Ref B, !Join [",", [1]]]', { 'Fn::If': ['A', { Ref: 'B' }, { 'Fn::Join': [',', [1]] }] }],
    ['!Transform {Name: AWS::Include}', { 'Fn::Transform': { Name: 'AWS::Include' } }],
    ['!Base64 yes', { 'Fn::Base64': 'yes' }],
    ["!GetAZs ''", { 'Fn::GetAZs': '' }],
  ];
  for (const [text, expected] of cases) test(`${text} is its long form`, () => assert.deepEqual(read(text), expected));

  for (const name of 'And Cidr Equals FindInMap ImportValue Length Not Or Select Split ToJsonString'.split(' '))
    test(`!${name} is Fn::${name}`, () => assert.deepEqual(read(`!${name} [a]`), { [`Fn::${name}`]: ['a'] }));
});

suite('lines', () => {
  const source = parseTemplate(
    [
      'Resources:', // 1
      '  Queue:',
      '    Type: AWS::SQS::Queue',
      '    Properties:',
      '      QueueName: !Sub', // 5
      '        - ${A}-queue',
      '        - A: !If',
      '            - Isolated',
      '            - one',
      '            - two', // 10
      '      Tags:',
      '        - { Key: a, Value: b }',
      '        - !If', // 13
      '          - Isolated',
      '          - Key: c', // 15
      '          - Key: d',
    ].join('\n'),
    'test.yaml',
  );
  const at = ['Resources', 'Queue', 'Properties'];
  const cases: [(string | number)[], number][] = [
    [[], 1],
    [['Resources'], 1],
    [['Resources', 'Queue'], 2],
    [['Resources', 'Queue', 'Type'], 3],
    [[...at, 'QueueName'], 5],
    [[...at, 'QueueName', 'Fn::Sub'], 5],
    [[...at, 'QueueName', 'Fn::Sub', 0], 6],
    [[...at, 'QueueName', 'Fn::Sub', 1, 'A'], 7],
    [[...at, 'QueueName', 'Fn::Sub', 1, 'A', 'Fn::If', 2], 10],
    [[...at, 'Tags', 0, 'Value'], 12],
    [[...at, 'Tags', 1], 13],
    [[...at, 'Tags', 1, 'Fn::If'], 13],
    [[...at, 'Tags', 1, 'Fn::If', 2, 'Key'], 16],
  ];
  for (const [path, line] of cases)
    test(`${path.join('.') || 'the top'} is on line ${line}`, () => assert.equal(source.lineOf(path), line));

  test('a path that is not in the file has the line of its nearest ancestor', () =>
    assert.equal(source.lineOf([...at, 'Tags', 0, 'Missing', 'Deeper']), 12));
});

suite('JSON', () => {
  test('is read with its lines, tabs and escapes', () => {
    const source = parseTemplate('{\n\t"Resources": {\n\t\t"A": {"Type":\t"T\\/\\u00e9"}\n\t}\n}\n', 'test.json');
    assert.deepEqual(source.template, { Resources: { A: { Type: 'T/é' } } });
    assert.equal(source.lineOf(['Resources', 'A']), 3);
  });

  test('with a byte order mark is read', () =>
    assert.deepEqual(parseTemplate('\uFEFF{"Resources":{"A":{"Type":"T"}}}', 'test.json').template, {
      Resources: { A: { Type: 'T' } },
    }));

  test('cut off is one line with file and line', () =>
    assert.match(message('{"Resources":\n {'), /^test\.yaml:2: Not valid YAML: [^\n]+$/));
});

suite('what is no template is one line', () => {
  const cases: [string, string, string][] = [
    ['a list', '- a', 'test.yaml: Expected a CloudFormation template but received a list'],
    ['text', 'hello', 'test.yaml: Expected a CloudFormation template but received text'],
    [
      'a map of other things',
      'a: 1',
      'test.yaml: Expected a CloudFormation template but received a map without Resources',
    ],
    ['no resource', 'Resources: {}', 'test.yaml:1: Expected Resources to have at least one entry but received none'],
    ['Resources of nothing', 'Resources:', 'test.yaml:1: Expected Resources to be a map but received nothing'],
    [
      'a resource of a number',
      'Resources:\n  A: 1',
      'test.yaml:2: Expected Resources.A to be a map but received a number',
    ],
    [
      'a resource without a type',
      'Resources:\n  A: {}',
      'test.yaml:2: Expected Resources.A to have Type but received none',
    ],
    ['a key twice', 'a: 1\nb: 2\na: 3', 'test.yaml:3: Duplicate key a, first on line 1'],
    ['an alias', 'a: &x 1\nb: *x', 'test.yaml:2: CloudFormation does not support YAML aliases: *x'],
    ['a merge', 'a:\n  <<: {b: 1}', 'test.yaml:2: CloudFormation does not support YAML merges (<<)'],
    ['a foreign tag', 'a:\n  - !Reff b', 'test.yaml:2: Expected a CloudFormation function but received !Reff'],
    ['two documents', 'a: 1\n---\nb: 2', 'test.yaml:2: Expected one YAML document but received several'],
    ['a map as a key', '? {a: 1}\n: 2', 'test.yaml:1: Expected the key of a map to be a single value'],
    [
      'bad indentation',
      'a: 1\n b: 2',
      'test.yaml:1: Not valid YAML: Nested mappings are not allowed in compact mappings',
    ],
  ];
  for (const [name, text, expected] of cases) test(name, () => assert.equal(message(text), expected));
});

suite('files', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'template-'));
    await writeFile(join(folder, 'empty.yaml'), ' \n');
    await writeFile(join(folder, 'good.yaml'), withValue('!Ref A'));
  });
  after(() => rm(folder, { recursive: true }));

  test('a template file is read', async () => {
    const source = await readTemplate(join(folder, 'good.yaml'));
    assert.equal(source.file, join(folder, 'good.yaml'));
    assert.deepEqual(source.template.Resources['It']?.Properties, { Value: { Ref: 'A' } });
  });
  test('a missing file is named', () =>
    assert.rejects(readTemplate(join(folder, 'no.yaml')), {
      message: `Expected ${folder}/no.yaml to be a file but it does not exist`,
    }));
  test('a folder is named', () =>
    assert.rejects(readTemplate(folder), { message: `Expected ${folder} to be a file but it is a folder` }));
  test('an empty file is named', () =>
    assert.rejects(readTemplate(join(folder, 'empty.yaml')), {
      message: `Expected ${folder}/empty.yaml to have content but it is empty`,
    }));
});
