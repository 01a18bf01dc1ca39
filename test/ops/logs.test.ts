import assert from 'node:assert/strict';
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { type TestContext, test } from 'node:test';
import { explainByLog } from '../../src/ops/dead-letters.ts';
import { operate } from '../../src/ops/operate.ts';
import type { LogLine } from '../../src/ops/read-log.ts';
import { folderOf, type } from './local-stack.ts';

const ELSEWHERE = { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9', AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1:9' };

const now = (): string => new Date().toISOString();
const processed = (key: string) => ({ timestamp: now(), level: 'INFO', message: 'Processed an image', key });
const failed = (key: string) => ({ timestamp: now(), level: 'ERROR', message: 'Failed to process an image', key });
const report = (status: string) => ({
  time: now(),
  type: 'platform.report',
  record: { requestId: 'r', status, metrics: { durationMs: 50_000, maxMemoryUsedMB: 500, memorySizeMB: 512 } },
});

/** A log as a local run writes it. */
async function logFile(t: TestContext, ...lines: object[]) {
  const file = join(await folderOf(t), 'function.log');
  await writeFile(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const env = { ...ELSEWHERE, PIPELINE_LOG_FILE: file };
  return { file, env, logs: (...args: string[]) => type(env, ['logs', ...args]) };
}

test('the log of a local run is read from its file, without metrics and what is too old', async (t) => {
  const old = { ...processed('old.jpg'), timestamp: new Date(Date.now() - 7_200_000).toISOString() };
  const { logs, file } = await logFile(t, old, processed('a.jpg'), { ...processed('a.jpg'), _aws: {} });
  await appendFile(file, 'Segmentation fault\nhalf a li');
  const { code, stdout, stderr } = await logs();
  assert.deepEqual([code, stderr], [0, '']);
  assert.match(stdout, /^\S+ INFO {2}Processed an image key=a\.jpg\n\S+ {7}Segmentation fault\n$/);
});

test('errors are what the function says of them, and invocations that ended badly', async (t) => {
  const { logs } = await logFile(t, processed('a.jpg'), failed('b.jpg'), report('success'), report('timeout'));
  const { stdout } = await logs('--errors');
  assert.match(stdout, /^\S+ ERROR Failed .* key=b\.jpg\n\S+ +Invocation r timeout: 50000 ms, 500 of 512 MB\n$/);
});

test('slow images are those that took so long, with what each step took', async (t) => {
  const slow = { ...processed('b.jpg'), milliseconds: 9000, durations: { get: 8000, render: 900 } };
  const { logs } = await logFile(t, { ...processed('a.jpg'), milliseconds: 80 }, slow, report('success'));
  const { stdout } = await logs('--slow', '5000');
  assert.match(stdout, /^\S+ INFO {2}Processed .* key=b\.jpg milliseconds=9000 durations={"get":8000,"render":900}\n$/);
});

test('the log is followed until Ctrl-C, and no line comes twice', async (t) => {
  const { env, file } = await logFile(t, processed('a.jpg'));
  const interrupt = new AbortController();
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough({ encoding: 'utf8' }), new PassThrough()];
  const running = operate(['logs', '--follow', '--json'], env, { stdin, stdout, stderr }, interrupt.signal);
  let shown = '';
  for await (const text of stdout) {
    shown += text;
    if (shown.endsWith('\n') && shown.split('\n').length === 2) {
      await appendFile(file, `${JSON.stringify(processed('b.jpg'))}\n`);
    }
    if (shown.includes('b.jpg')) break;
  }
  interrupt.abort();
  assert.equal(await running, 0);
  const keys = shown
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).key);
  assert.deepEqual(keys, ['a.jpg', 'b.jpg']);
});

test('a log that is not there, and none at all, are told in one line', async (t) => {
  const missing = await type({ ...ELSEWHERE, PIPELINE_LOG_FILE: join(await folderOf(t), 'none') }, ['logs']);
  assert.deepEqual([missing.code, missing.stdout], [2, '']);
  assert.match(missing.stderr, /^Expected .*none to be the log of a local run but it cannot be read: ENOENT\n$/);
  const none = await type(ELSEWHERE, ['logs']);
  assert.match(none.stderr, /^Expected a stack with a log group, --log-group, or --log-file .*\n$/);
});

test('messages without a report are explained by one look at the log, from the oldest of them on', async () => {
  const looks: Date[] = [];
  const line = (messageId: string, code: string): LogLine => {
    const fields = { level: 'ERROR', messageId, code, reason: `It was ${code}.` };
    return { id: messageId, time: new Date(), text: '', fields };
  };
  async function* readLog({ since }: { since: Date }) {
    looks.push(since);
    yield* [line('one', 'S3_BUSY'), line('one', 'NETWORK'), line('known', 'S3_BUSY'), line('strange', 'S3_BUSY')];
  }
  const deadLetter = (messageId: string, code: string, sentAt: number) => ({
    ...{ messageId, code, reason: 'none', sentAt: new Date(sentAt) },
    ...{ uploads: [], isOurs: true, tries: 3 },
  });
  const deadLetters = [
    deadLetter('known', 'CORRUPT', 1),
    deadLetter('two', 'UNKNOWN', 3000),
    deadLetter('one', 'UNKNOWN', 2000),
  ];
  const explained = await explainByLog(deadLetters, readLog);
  assert.deepEqual(
    explained.map(({ code, reason }) => [code, reason]),
    [
      ['CORRUPT', 'none'],
      ['UNKNOWN', 'none'],
      ['NETWORK', 'It was NETWORK.'],
    ],
  );
  assert.deepEqual(looks, [new Date(2000)]);
  await explainByLog([deadLetter('known', 'CORRUPT', 1)], readLog);
  assert.equal(looks.length, 1, 'nothing is to be found out');
});
