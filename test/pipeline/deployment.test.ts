import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import type { Template } from '../../src/aws/cloudformation/template.ts';
import {
  checkDeployment,
  type Deployment,
  findDeployment,
  listDeployments,
  readDeployment,
} from '../../src/pipeline/deployment.ts';
import { DeploymentError } from '../../src/pipeline/deployment-format.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deployments-'));
});
after(() => rm(folder, { recursive: true }));

async function written(text: string, name = 'test.yaml'): Promise<string> {
  await writeFile(join(folder, name), text);
  return join(folder, name);
}

const HEAD = 'template-file-path: templates/t.yaml\n';

test('a deployment file is read, every value as the text that is written', async () => {
  const file = await written(
    `${HEAD}parameters:\n  Account: 012345670123\n  Long: 123456789012\n  Octal: 012\n  Yes: yes\n  Quoted: "no"\n  Version: 1.10\n  Date: 2012-10-17\n  Empty: ''\n  Number: 5\ntags:\n  cost: 0x10\n`,
    'my.staging.yaml',
  );
  assert.deepEqual(await readDeployment(file), {
    name: 'my.staging',
    file,
    templateFilePath: 'templates/t.yaml',
    parameters: {
      Account: '012345670123',
      Long: '123456789012',
      Octal: '012',
      Yes: 'yes',
      Quoted: 'no',
      Version: '1.10',
      Date: '2012-10-17',
      Empty: '',
      Number: '5',
    },
    tags: { cost: '0x10' },
  });
});

test('JSON and a file with a template alone are read', async () => {
  const file = await written('{"template-file-path": "a.yaml"}', 'a.json');
  assert.deepEqual(await readDeployment(file), {
    name: 'a',
    file,
    templateFilePath: 'a.yaml',
    parameters: {},
    tags: {},
  });
});

suite('a file that is no deployment file is a line for each problem', () => {
  const cases: [string, string, string[]][] = [
    [
      'not YAML',
      'a: [1\nb',
      ['2: Not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]'],
    ],
    ['a list', '- a', ['1: Expected a stack deployment file to be a map but received a list']],
    ['text', 'hello', ["1: Expected a stack deployment file to be a map but received 'hello'"]],
    ['without a template', 'parameters: {}', ['1: Expected template-file-path but received none']],
    [
      'an absolute path',
      'template-file-path: /a',
      ["1: Expected template-file-path to be a path from the repository's root but received '/a'"],
    ],
    [
      'a path that leaves',
      'template-file-path: a/../../b',
      ["1: Expected template-file-path to be a path from the repository's root but received 'a/../../b'"],
    ],
    [
      'a misspelt key',
      `${HEAD}\nparameter: {}`,
      ['3: Expected only template-file-path, parameters, tags but received parameter; did you mean parameters?'],
    ],
    [
      'another key',
      `${HEAD}description: a`,
      ['2: Expected only template-file-path, parameters, tags but received description'],
    ],
    ['a key twice', `${HEAD}parameters:\n  A: 1\n  A: 2`, ['4: Duplicate key A, first on line 3']],
    [
      'parameters as a list',
      `${HEAD}parameters:\n  - A: 1`,
      ['2: Expected parameters to be a map but received a list'],
    ],
    [
      'a value that is a map',
      `${HEAD}parameters:\n  A: !Ref b`,
      ['3: Expected parameters.A to be a single value but received a map'],
    ],
    [
      'no value',
      `${HEAD}parameters:\n  A:\n  B: ~`,
      [
        '3: Expected parameters.A to be a single value but received nothing',
        '4: Expected parameters.B to be a single value but received nothing',
      ],
    ],
    [
      'a tag of AWS',
      `${HEAD}tags: {aws:a: b}`,
      ['2: Expected the name of a tag of 1 to 128 characters, not with aws: in front, but received aws:a'],
    ],
    ['a long tag', `${HEAD}tags: {a: ${'b'.repeat(257)}}`, ['2: Expected tags.a to have not more than 256 characters']],
  ];
  for (const [name, text, expected] of cases)
    test(name, async () => {
      const file = await written(text);
      await assert.rejects(readDeployment(file), (error: unknown) => {
        assert(error instanceof DeploymentError);
        assert.deepEqual(
          error.message.split('\n'),
          expected.map((line) => `${file}:${line}`),
        );
        return true;
      });
    });

  test('missing, empty, or a folder', async () => {
    const rejects = (file: string, reason: string) =>
      assert.rejects(readDeployment(file), { name: 'DeploymentError', message: `Expected ${file} to ${reason}` });
    await rejects(join(folder, 'no.yaml'), 'be a file but it does not exist');
    await rejects(await written('\n', 'empty.yaml'), 'have content but it is empty');
    await mkdir(join(folder, 'folder.yaml'));
    await rejects(join(folder, 'folder.yaml'), 'be a file but it is a folder');
  });
});

suite('a deployment against its template', () => {
  const whole = (Default: number, MinValue: number) => ({ Type: 'Number', Default, MinValue });
  const template: Template = {
    Parameters: {
      ArtifactKey: { Type: 'String' },
      Required: { Type: 'String' },
      LogLevel: { Type: 'String', Default: 'INFO', AllowedValues: ['DEBUG', 'INFO'] },
      MaximumConcurrency: whole(5, 2),
      ReservedConcurrency: whole(10, 0),
    },
    Resources: { A: { Type: 'T' } },
  };
  const check = (parameters: Record<string, string>): string[] => {
    const deployment: Deployment = { name: 'x', file: 'x.yaml', templateFilePath: 't.yaml', parameters, tags: {} };
    return checkDeployment(deployment, template);
  };
  const cases: [string, Record<string, string>, string[]][] = [
    ['that is right', { Required: 'a', MaximumConcurrency: '10' }, []],
    [
      'with a required value missing, but for the one that comes with the code',
      {},
      ['x.yaml: Expected Required to be text but received nothing'],
    ],
    [
      'with an unknown name',
      { Required: 'a', LogLevels: 'INFO' },
      ['x.yaml: Expected a parameter of the template but received LogLevels; did you mean LogLevel?'],
    ],
    [
      'with a name like none',
      { Required: 'a', Zzzzzz: '1' },
      ['x.yaml: Expected a parameter of the template but received Zzzzzz'],
    ],
    [
      'with a value of the wrong type',
      { Required: 'a', MaximumConcurrency: 'many' },
      ['x.yaml: Expected MaximumConcurrency to be a number of at least 2 but received many'],
    ],
    [
      'outside its limits',
      { Required: 'a', MaximumConcurrency: '1' },
      ['x.yaml: Expected MaximumConcurrency to be a number of at least 2 but received 1'],
    ],
    [
      'that breaks a relation with a default',
      { Required: 'a', MaximumConcurrency: '11' },
      [
        'x.yaml: Expected MaximumConcurrency to be at most ReservedConcurrency, unless that is 0 but received 11 with ReservedConcurrency 10',
      ],
    ],
    [
      'with several problems',
      { LogLevel: 'info', MaximumConcurrency: '6', ReservedConcurrency: '5' },
      [
        'x.yaml: Expected Required to be text but received nothing',
        'x.yaml: Expected LogLevel to be one of DEBUG, INFO but received info',
        'x.yaml: Expected MaximumConcurrency to be at most ReservedConcurrency, unless that is 0 but received 6 with ReservedConcurrency 5',
      ],
    ],
  ];
  for (const [name, parameters, expected] of cases) test(name, () => assert.deepEqual(check(parameters), expected));
});

suite('a folder of deployments', () => {
  let several = '';
  before(async () => {
    several = await mkdtemp(join(tmpdir(), 'several-'));
    for (const name of ['staging.yaml', 'production.yml', 'notes.md']) await writeFile(join(several, name), HEAD);
  });
  after(() => rm(several, { recursive: true }));

  test('is listed by name', async () => assert.deepEqual(await listDeployments(several), ['production', 'staging']));
  test('gives the one that is asked for', async () =>
    assert.equal((await findDeployment(several, 'production')).file, join(several, 'production.yml')));
  for (const name of ['x', '../staging', 'constructor', 'notes', ''])
    test(`does not know '${name}' and says what there is`, () =>
      assert.rejects(findDeployment(several, name), {
        name: 'DeploymentError',
        message: `Unknown deployment '${name}'; there are: production, staging`,
      }));
  test('that is not there is one line', () =>
    assert.rejects(listDeployments(join(several, 'no')), {
      name: 'DeploymentError',
      message: `Expected ${several}/no to be a folder of deployment files but there is none`,
    }));
});
