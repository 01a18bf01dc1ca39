import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { COMMANDS } from '../../src/ops/operate.ts';
import { drawBmp, drawJpeg } from '../pictures.ts';
import { folderOf, startLocalStack, type } from './local-stack.ts';

test('against the local run every command does its part of a day, from an upload to empty buckets', async (t) => {
  const folder = await folderOf(t);
  const { ops, answer, uploadBucket, processedBucket } = await startLocalStack(t, { runs: true });
  const [good, flat, bad] = [join(folder, 'good.jpg'), join(folder, 'flat.bmp'), join(folder, 'bad.jpg')];
  await writeFile(good, await drawJpeg({ width: 160, height: 80 }));
  await writeFile(flat, drawBmp({ width: 16, height: 8 }));
  await writeFile(bad, 'no image at all');

  const uploaded = await ops('upload', good, flat, bad, '--prefix', 'day one/', '--json');
  assert.equal(uploaded.code, 1);
  const [first, second, third] = JSON.parse(uploaded.stdout);
  assert.deepEqual([first.place, first.processedKey], ['processed', 'processed/day one/good.jpg']);
  assert.deepEqual([second.place, second.processedKey], ['processed', 'processed/day one/flat.bmp.jpg']);
  assert.deepEqual([third.place, third.code, third.link], ['failed', 'NOT_AN_IMAGE', undefined]);
  const opened = await fetch(first.link);
  assert.equal(opened.status, 200, first.link);
  assert.equal(opened.headers.get('content-type'), 'image/jpeg');
  assert.ok((await opened.bytes()).length > 100);

  const listed = await listUntil(1);
  assert.match(listed, /^day one\/bad\.jpg +NOT_AN_IMAGE +3 /m);
  const seen = await ops('status');
  assert.equal(seen.code, 1);
  assert.match(seen.stdout, /^dead-letter queue +1 message: "dlq list" says why$/m);
  assert.match(seen.stdout, /NOT_AN_IMAGE +day one\/bad\.jpg/);

  const redriven = await ops('dlq', 'redrive');
  assert.equal(redriven.code, 0, redriven.stderr);
  assert.match(redriven.stdout, /^Moved 1 message to the image queue \(1 NOT_AN_IMAGE\)/);
  await listUntil(1);
  assert.equal((await answer(['purge'], 'dlq', 'purge')).stdout, 'Deleted 1 message.\n');
  assert.equal((await ops('dlq', 'list')).stdout, 'The dead-letter queue is empty.\n');
  assert.equal((await ops('status')).code, 0);

  const state = join(folder, 'state.json');
  const announced = await ops('backfill', '--send', '--prefix', 'day one/', '--state', state, '--rate', '1000');
  assert.match(announced.stdout, /Announced 3 uploads\./, announced.stderr);
  await listUntil(1);

  const emptied = await answer([uploadBucket, processedBucket], 'empty');
  assert.equal(emptied.code, 0, emptied.stderr);
  assert.match((await ops('empty')).stdout, /^There is nothing to delete\.$/m);

  /** What the queue shows once it has so many messages. */
  async function listUntil(count: number): Promise<string> {
    for (;;) {
      const { stdout, code } = await ops('dlq', 'list');
      if (code === (count > 0 ? 1 : 0)) return stdout;
    }
  }
});

test('an upload that does not end in time is told, and goes on', async (t) => {
  const folder = await folderOf(t);
  const { ops, imageQueue, visible } = await startLocalStack(t);
  const file = join(folder, 'late.jpg');
  await writeFile(file, await drawJpeg({ width: 16, height: 8 }));
  const { code, stdout, stderr } = await ops('upload', file, '--timeout', '1');
  assert.equal(code, 1);
  assert.equal(stdout, 'late.jpg: STILL WAITING: neither processed nor failed\n');
  assert.match(stderr, /^1 of 1 had not ended within the --timeout: "status" shows the queues\.\n$/);
  assert.ok((await visible(imageQueue)).some((body) => body.includes('late.jpg')));
});

test('an upload that is interrupted says how many files are on their way', async (t) => {
  const folder = await folderOf(t);
  const { env, imageQueue, visible } = await startLocalStack(t);
  const file = join(folder, 'late.jpg');
  await writeFile(file, await drawJpeg({ width: 16, height: 8 }));
  const interrupt = new AbortController();
  const uploading = type(env, ['upload', file], { signal: interrupt.signal });
  while (!(await visible(imageQueue)).some((body) => body.includes('late.jpg')));
  interrupt.abort();
  const { code, stdout, stderr } = await uploading;
  assert.deepEqual([code, stdout], [130, '']);
  assert.match(stderr, /^1 of 1 files are uploaded and go on without this: late\.jpg …\n$/);
});

test('the stack of PIPELINE_STACK is meant where none is named', async (t) => {
  const { env } = await startLocalStack(t);
  const unknown = { ...env, PIPELINE_STACK: 'elsewhere' };
  assert.match((await type(unknown, ['status'])).stderr, /^Expected ImageQueue, .* of elsewhere at http/);
  assert.equal((await type(unknown, ['status', '--stack', 'image-pipeline-local'])).code, 0);
});

test('every command explains itself, with each of its options', async () => {
  const all = await type({}, ['--help']);
  assert.equal(all.code, 0);
  for (const { name, options } of COMMANDS) {
    assert.ok(all.stdout.includes(`  ${name} `), name);
    const { code, stdout } = await type({}, [...name.split(' '), '--help']);
    assert.equal(code, 0);
    for (const option of Object.keys(options)) assert.ok(stdout.includes(`--${option}`), `${name} --${option}`);
    for (const line of stdout.split('\n')) assert.ok(line.length <= 130, line);
  }
});

test('every command is run by a test, or is in the runbook, whose commands are run', async () => {
  const runbook = await readFile('RUNBOOK.md', 'utf8');
  const tests = await Promise.all(globSync('test/ops/*.test.ts').map((file) => readFile(file, 'utf8')));
  const isRun = ({ name }: { name: string }): boolean => {
    const typed = name.split(' ').map((word) => `'${word}'`);
    return runbook.includes(`npm run ops -- ${name}`) || tests.some((text) => text.includes(typed.join(', ')));
  };
  assert.deepEqual(
    COMMANDS.filter((command) => !isRun(command)).map(({ name }) => name),
    [],
  );
  assert.ok(!isRun({ name: 'dlq forget' }));
});

const mistakes: [args: string[], sentence: RegExp][] = [
  [['dlq', 'lst'], /^Expected a command \(.*\) but received dlq lst; did you mean dlq list\?$/],
  [['status', '--bogus'], /^Unknown option '--bogus'; see --help$/],
  [['status', 'now'], /^Expected nothing but options after status but received now$/],
  [
    ['status'],
    /^Expected --stack NAME, or the names by hand: --queue-url, --dead-letter-queue-url, --processed-bucket$/,
  ],
  [['backfill', '--stack', ''], /^Expected a value for --stack but received nothing$/],
];
for (const [args, sentence] of mistakes) {
  test(`"${args.join(' ')}" ends in one line that says what is wrong`, async () => {
    const { code, stdout, stderr } = await type({ AWS_REGION: 'us-east-1' }, args);
    assert.equal(code, 2);
    assert.equal(stdout, '');
    assert.match(stderr.trimEnd(), sentence);
  });
}
