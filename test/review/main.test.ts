import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Ajv } from 'ajv';
import { run } from '../run.ts';

const MAIN = path.resolve('src/review/main.ts');

const template = (name: string) => `
Parameters:
  Days: { Type: Number, Default: 30 }
Resources:
  Images:
    Type: AWS::S3::Bucket
    Properties: { BucketName: ${name} }
  Log:
    Type: AWS::Logs::LogGroup
    Properties: { RetentionInDays: !Ref Days }
`;
const deployment = 'template-file-path: templates/a.yaml\nparameters: { Days: 60 }\n';

describe('npm run review', () => {
  let folder: string;
  const review = (...args: string[]) => run(process.execPath, [MAIN, ...args], { cwd: folder });
  const git = (...args: string[]) =>
    run('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { cwd: folder });

  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'review-'));
    await git('init', '--quiet', '--initial-branch=main');
    await writeFile(path.join(folder, 'nothing.txt'), 'nothing');
    await git('add', '.');
    await git('commit', '--quiet', '--message=first');
    await git('tag', 'first');
    await mkdir(path.join(folder, 'templates/deployments'), { recursive: true });
    await writeFile(path.join(folder, 'templates/a.yaml'), template('images'));
    await writeFile(path.join(folder, 'templates/deployments/live.yaml'), deployment);
    await git('add', '.');
    await git('commit', '--quiet', '--message=second');
    await git('checkout', '--quiet', '-b', 'topic');
  });
  after(() => rm(folder, { recursive: true }));

  test('says in one line that nothing changed since the work branched off', async () => {
    const { code, stdout, stderr } = await review();
    assert.match(stdout, /^No change against `main \([0-9a-f]{10}\)`: 1 template, 1 deployment\.\n$/);
    assert.deepEqual([code, stderr], [0, '']);
  });

  test('compares the working tree with a ref, with an effect in one environment, and with a zip', async () => {
    await writeFile(path.join(folder, 'templates/deployments/live.yaml'), deployment.replace('60', '7'));
    await mkdir(path.join(folder, 'dist'));
    await writeFile(path.join(folder, 'dist/handler-0123.zip'), 'x'.repeat(12_345));
    const { code, stdout } = await review('--base', 'main');
    await writeFile(path.join(folder, 'templates/deployments/live.yaml'), deployment);
    await rm(path.join(folder, 'dist'), { recursive: true });
    assert.match(
      stdout,
      /Data\*\* · `Log` .* changes \(in `live`\): log lines are deleted after `7` days \(before: `60`\)/,
    );
    assert.match(stdout, /The zip as built here: 0\.01 MB, `dist\/handler-0123\.zip`\./);
    assert.equal(code, 0);
  });

  test('compares with a template in a file, for programs too', async () => {
    const file = path.join(folder, 'old.yaml');
    await writeFile(file, template('old-images'));
    const people = await review('--base', file);
    assert.match(people.stdout, /Data\*\* · `Images` \(`AWS::S3::Bucket`\) is replaced, because `BucketName` changes/);
    const { code, stdout } = await review('--base', file, '--format', 'json');
    const validate = new Ajv().compile(JSON.parse(await readFile('src/review/review.schema.json', 'utf8')));
    assert.ok(validate(JSON.parse(stdout)), JSON.stringify(validate.errors));
    assert.equal(code, 0);
  });

  for (const [args, expected] of [
    [
      ['--base', 'nowhere'],
      /^Expected --base to be a file, or a branch, tag or commit of this repository but received nowhere\n$/,
    ],
    [['--base=--output=x'], /^Expected --base .* but received --output=x\n$/],
    [['--base', 'first'], /^Expected templates in templates of first \(.*\) but there are none\n$/],
    [['--base', 'nothing.txt'], /^nothing\.txt: Expected a CloudFormation template but received text\n$/],
    [['--base', 'templates/deployments'], /^Expected --base .* but received templates\/deployments\n$/],
    [['--format', 'html'], /^Expected --format to be one of markdown, json but received html\nUsage: /],
    [['--nonsense'], /^Unknown option '--nonsense'\nUsage: /],
  ] as const)
    test(`ends with 2 and one clear line for ${args.join(' ')}`, async () => {
      const { code, stdout, stderr } = await review(...args);
      assert.match(stderr, expected);
      assert.deepEqual([code, stdout], [2, '']);
    });

  test('says so outside of a repository, and where there are no templates', async () => {
    const empty = await mkdtemp(path.join(os.tmpdir(), 'review-'));
    const bare = await run(process.execPath, [MAIN], { cwd: empty });
    await mkdir(path.join(empty, 'templates'));
    await writeFile(path.join(empty, 'templates/a.yaml'), template('images'));
    const outside = await run(process.execPath, [MAIN], { cwd: empty });
    await rm(empty, { recursive: true });
    assert.deepEqual(
      [bare.code, bare.stderr],
      [2, 'Expected templates in templates of the working tree but there are none\n'],
    );
    assert.deepEqual(
      [outside.code, outside.stderr],
      [2, 'Expected a git repository with a commit; or give --base FILE\n'],
    );
  });

  test('helps', async () => {
    const { code, stdout } = await review('--help');
    assert.match(stdout, /^Usage: npm run review/);
    assert.equal(code, 0);
  });
});
