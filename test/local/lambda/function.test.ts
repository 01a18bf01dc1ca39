import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type FunctionSettings, type LocalFunction, startFunction } from '../../../src/local/lambda/function.ts';

const HANDLER = `
let calls = 0;
console.log('loaded');
export const handler = async (event, context) => {
  calls++;
  switch (event.do) {
    case 'nothing': return undefined;
    case 'environment': return process.env;
    case 'context': return { remaining: context.getRemainingTimeInMillis(), name: context.functionName, id: context.awsRequestId };
    case 'calls': await new Promise((resolve) => setTimeout(resolve, event.wait ?? 0)); return { calls, pid: process.pid };
    case 'throw': throw new TypeError('Expected a picture');
    case 'circle': { const circle = {}; circle.circle = circle; return circle; }
    case 'hang': return new Promise(() => setInterval(() => undefined, 1000));
    case 'block': for (;;) {}
    case 'crash': process.exit(3);
    case 'reject': Promise.reject(new Error('nobody waits')); return new Promise(() => undefined);
    case 'allocate': { const held = []; for (;;) { held.push(Buffer.alloc(16_000_000, 1)); await new Promise((resolve) => setTimeout(resolve, 5)); } }
    case 'log': console.log(JSON.stringify({ level: 'INFO', message: 'one line' })); console.error('to the error output'); return null;
  }
};
export const broken = 1;
`;

describe('the local function', () => {
  let folder = '';
  const started: LocalFunction[] = [];
  const lines: string[] = [];

  const start = (settings: Partial<FunctionSettings> = {}): LocalFunction => {
    const local = startFunction({
      name: 'image-function',
      bundle: path.join(folder, 'index.mjs'),
      exportName: 'handler',
      timeoutSeconds: 10,
      memoryMebibytes: 512,
      variables: { AWS_LAMBDA_FUNCTION_NAME: 'image-function', LOG_LEVEL: 'INFO' },
      log: (line) => lines.push(line),
      ...settings,
    });
    started.push(local);
    return local;
  };
  const answer = async (local: LocalFunction, event: unknown): Promise<Record<string, unknown>> => {
    const outcome = await local.invoke(event);
    assert.ok('response' in outcome, JSON.stringify(outcome));
    return JSON.parse(outcome.response);
  };

  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'function-'));
    await writeFile(path.join(folder, 'index.mjs'), HANDLER);
    await writeFile(path.join(folder, 'broken.mjs'), 'throw new RangeError("not today");');
  });
  after(async () => {
    await Promise.all(started.map((local) => local.close()));
    await rm(folder, { recursive: true });
  });

  it('sees only the variables that it is given', async () => {
    process.env['SECRET_OF_THE_DEVELOPER'] = 'x';
    assert.deepEqual(await answer(start(), { do: 'environment' }), {
      AWS_LAMBDA_FUNCTION_NAME: 'image-function',
      LOG_LEVEL: 'INFO',
    });
    delete process.env['SECRET_OF_THE_DEVELOPER'];
  });

  it('gets a context with the time that is left', async () => {
    const context = await answer(start(), { do: 'context' });
    assert.equal(context['name'], 'image-function');
    assert.match(String(context['id']), /^[0-9a-f-]{36}$/);
    assert.ok(Number(context['remaining']) > 9_000 && Number(context['remaining']) <= 10_000);
  });

  it('reuses a warm process and runs two invocations at once in two', async () => {
    const local = start();
    const first = await answer(local, { do: 'calls' });
    const [second, third] = await Promise.all([
      answer(local, { do: 'calls', wait: 300 }),
      answer(local, { do: 'calls', wait: 300 }),
    ]);
    assert.deepEqual([first['calls'], second?.['calls'], third?.['calls']], [1, 2, 1]);
    assert.equal(second?.['pid'], first['pid']);
    assert.notEqual(third?.['pid'], first['pid']);
  });

  it('is throttled above its reserved concurrency', async () => {
    const local = start({ reservedConcurrency: 1 });
    const [first, second] = await Promise.all([local.invoke({ do: 'calls', wait: 50 }), local.invoke({ do: 'calls' })]);
    assert.ok('response' in first);
    assert.match(
      'error' in second ? second.error : '',
      /^TooManyRequestsException: image-function already runs 1 of 1/,
    );
  });

  it('publishes what Lambda does of invocations, failures and refusals, without the time of loading', async () => {
    const published = new Map<string, number[]>();
    const local = start({
      reservedConcurrency: 1,
      publish: ({ namespace, name, dimensions, values }) => {
        assert.deepEqual([namespace, dimensions], ['AWS/Lambda', { FunctionName: 'image-function' }]);
        published.set(name, [...(published.get(name) ?? []), ...values]);
      },
    });
    const waiting = local.invoke({ do: 'calls', wait: 30 });
    await local.invoke({ do: 'nothing' });
    await waiting;
    await local.invoke({ do: 'throw' });
    const [first = 0] = published.get('Duration') ?? [];
    assert.ok(first >= 29 && first < 5000, String(first));
    assert.deepEqual(
      ['Invocations', 'Errors', 'Throttles', 'ConcurrentExecutions'].map((name) => published.get(name)),
      [
        [1, 1],
        [0, 1],
        [1, 0, 0],
        [1, 1],
      ],
    );
  });

  it('answers null for a handler that returns nothing', async () => {
    assert.deepEqual(await start().invoke({ do: 'nothing' }), { response: 'null' });
  });

  const failures: [string, Record<string, unknown>, Partial<FunctionSettings>, RegExp][] = [
    ['a handler that throws', { do: 'throw' }, {}, /^TypeError: Expected a picture$/],
    ['an answer that JSON cannot hold', { do: 'circle' }, {}, /^TypeError: Converting circular/],
    ['a handler that never ends', { do: 'hang' }, { timeoutSeconds: 0.4 }, /Task timed out after 0\.40 seconds/],
    ['a handler that never yields', { do: 'block' }, { timeoutSeconds: 0.4 }, /Task timed out after 0\.40 seconds/],
    ['a process that ends', { do: 'crash' }, {}, /exit status 3/],
    ['a rejection that nobody handles', { do: 'reject' }, {}, /exit status 1/],
    ['a bundle that cannot be loaded', {}, { bundle: 'broken.mjs' }, /^RangeError: not today$/],
    ['a handler that is no function', {}, { exportName: 'broken' }, /to export broken but received number/],
  ];
  for (const [title, event, settings, expected] of failures) {
    it(`fails the invocation for ${title}, and the next starts afresh`, async () => {
      const bundle = path.join(folder, settings.bundle ?? 'index.mjs');
      const local = start({ ...settings, bundle });
      const outcome = await local.invoke(event);
      assert.match('error' in outcome ? outcome.error : JSON.stringify(outcome), expected);
      const next = await local.invoke({ do: 'nothing' });
      assert.equal('response' in next, !(settings.bundle ?? settings.exportName), JSON.stringify(next));
    });
  }

  it('is killed above its memory', {
    skip: process.platform !== 'linux' && 'memory is measured in /proc',
  }, async () => {
    const outcome = await start({ memoryMebibytes: 160 }).invoke({ do: 'allocate' });
    assert.match('error' in outcome ? outcome.error : '', /^Runtime\.OutOfMemory: used \d+ MB of 160 MB$/);
  });

  it('gives every line that it writes, and the report of each invocation', async () => {
    lines.length = 0;
    const local = start();
    await local.invoke({ do: 'log' });
    await local.close();
    assert.ok(lines.includes('{"level":"INFO","message":"one line"}'));
    assert.ok(lines.includes('to the error output'));
    const report = JSON.parse(lines.find((line) => line.includes('platform.report')) ?? '{}');
    assert.equal(report.record.status, 'success');
    assert.equal(report.record.metrics.memorySizeMB, 512);
  });
});
