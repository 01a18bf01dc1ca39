import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { ReceiveMessageCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { moveAll } from '../../src/ops/dlq-redrive.ts';
import { eventOf, reportOf } from './events.ts';
import { type LocalStack, startLocalStack } from './local-stack.ts';

/** Two uploads that failed for two reasons, one for which there is no report, and a message that is not ours. */
async function fill({ uploadBucket, processedBucket, deadLetterQueue, put, send }: LocalStack) {
  for (const [key, code] of [
    ['a b.jpg', 'CORRUPT'],
    ['c.jpg', 'TOO_MANY_PIXELS'],
  ] as const) {
    await put(processedBucket, `failed/${key}.json`, reportOf(uploadBucket, key, code, 'v1'));
    await send(deadLetterQueue, eventOf(uploadBucket, key, { versionId: 'v1' }));
  }
  await send(deadLetterQueue, eventOf(uploadBucket, 'unknown.jpg', { versionId: 'v1' }));
}

const keysOf = (bodies: readonly string[]): string[] =>
  bodies.map((body) => JSON.parse(body).Records?.[0]?.s3.object.key ?? body).sort();

test('the list tells the reason of each message and hides none from others', async (t) => {
  const stack = await startLocalStack(t);
  await fill(stack);
  await stack.put(stack.processedBucket, 'failed/old.jpg.json', reportOf(stack.uploadBucket, 'old.jpg', 'EMPTY', 'v0'));
  await stack.send(stack.deadLetterQueue, eventOf(stack.uploadBucket, 'old.jpg', { versionId: 'v1' }));
  await stack.send(stack.deadLetterQueue, eventOf('strange', 'x.jpg'));

  const { code, stdout, stderr } = await stack.ops('dlq', 'list', '--json');
  assert.equal(code, 1, stderr);
  const deadLetters = JSON.parse(stdout).map(
    ({ uploads, code: why, isOurs }: { uploads: { key: string }[]; code: string; isOurs: boolean }) => [
      uploads[0]?.key,
      why,
      isOurs,
    ],
  );
  assert.deepEqual(deadLetters, [
    ['a b.jpg', 'CORRUPT', true],
    ['c.jpg', 'TOO_MANY_PIXELS', true],
    ['unknown.jpg', 'UNKNOWN', true],
    ['old.jpg', 'UNKNOWN', true], // the report is on another version
    [undefined, 'BAD_EVENT', false],
  ]);
  assert.equal((await stack.visible(stack.deadLetterQueue)).length, 5);
});

test('more messages than SQS gives at once are all listed, once', async (t) => {
  const stack = await startLocalStack(t);
  for (let count = 0; count < 23; count++) {
    await stack.send(stack.deadLetterQueue, eventOf(stack.uploadBucket, `${count}.jpg`));
  }
  const deadLetters = JSON.parse((await stack.ops('dlq', 'list', '--json')).stdout);
  assert.equal(new Set(deadLetters.map(({ messageId }: { messageId: string }) => messageId)).size, 23);
  assert.equal(deadLetters.length, 23);
});

test('messages that somebody else is looking at are told, and make the queue not empty', async (t) => {
  const stack = await startLocalStack(t);
  await stack.send(stack.deadLetterQueue, eventOf(stack.uploadBucket, 'a.jpg'));
  await stack.endpoints.sqs.send(
    new ReceiveMessageCommand({ QueueUrl: stack.deadLetterQueue, VisibilityTimeout: 100, WaitTimeSeconds: 0 }),
  );
  const { code, stdout, stderr } = await stack.ops('dlq', 'list');
  assert.deepEqual([code, stdout], [1, 'The dead-letter queue shows no message.\n']);
  assert.match(stderr, /^1 message more: somebody else is looking at them now/);
});

test('a redrive to fix a code moves the messages with that code and leaves the others', async (t) => {
  const stack = await startLocalStack(t);
  await fill(stack);
  const { code, stdout } = await stack.ops('dlq', 'redrive', '--to-fix', 'CORRUPT', '--to-fix', 'EMPTY');
  assert.equal(code, 0);
  assert.match(stdout, /^Moved 1 message to the image queue \(1 CORRUPT\)/);
  assert.deepEqual(
    keysOf(await stack.visible(stack.imageQueue)).filter((key) => key.endsWith('.jpg')),
    ['a%20b.jpg'],
  );
  assert.deepEqual(keysOf(await stack.visible(stack.deadLetterQueue)), ['c.jpg', 'unknown.jpg']);
});

test('a message that the image queue refuses stays in the dead-letter queue', async (t) => {
  const stack = await startLocalStack(t);
  await fill(stack);
  const Attributes = { MaximumMessageSize: '1024' };
  await stack.endpoints.sqs.send(new SetQueueAttributesCommand({ QueueUrl: stack.imageQueue, Attributes }));
  await stack.send(stack.deadLetterQueue, eventOf(stack.uploadBucket, 'x'.repeat(1000)));
  await stack.ops('dlq', 'redrive');
  const [queued, dead] = [await stack.visible(stack.imageQueue), await stack.visible(stack.deadLetterQueue)];
  const all = keysOf([...queued, ...dead]).filter((key) => !key.includes('TestEvent'));
  assert.deepEqual(all, ['a%20b.jpg', 'c.jpg', 'unknown.jpg', 'x'.repeat(1000)]);
  assert.ok(keysOf(dead).includes('x'.repeat(1000)));
});

test('a message that is not ours stops a redrive of all, and nothing is moved', async (t) => {
  const stack = await startLocalStack(t);
  await fill(stack);
  const before = (await stack.visible(stack.imageQueue)).length;
  const id = await stack.send(stack.deadLetterQueue, 'hello');
  const { code, stderr } = await stack.ops('dlq', 'redrive');
  assert.equal(code, 2);
  assert.match(stderr, new RegExp(`^Expected uploads of ours .* but message ${id} is not .*: nothing was moved\\.`));
  assert.equal(stderr.trimEnd().split('\n').length, 1);
  assert.equal((await stack.visible(stack.deadLetterQueue)).length, 4);
  assert.equal((await stack.visible(stack.imageQueue)).length, before);

  assert.equal((await stack.ops('dlq', 'purge', '--code', 'BAD_EVENT', '--yes')).stdout, 'Deleted 1 message.\n');
  assert.match((await stack.ops('dlq', 'redrive')).stdout, /^Moved 3 messages/);
});

test('a purge deletes nothing without the word, and nothing that came after the question', async (t) => {
  const stack = await startLocalStack(t);
  await fill(stack);
  const refused = await stack.answer(['yes'], 'dlq', 'purge');
  assert.deepEqual([refused.code, refused.stdout], [2, '']);
  assert.match(refused.stderr, /Expected purge but received yes: nothing was deleted$/m);
  const unasked = await stack.ops('dlq', 'purge');
  assert.equal(unasked.code, 2);
  assert.match(unasked.stderr, /^Expected --yes, because there is no terminal/);
  assert.equal((await stack.visible(stack.deadLetterQueue)).length, 3);

  const { code, stdout } = await stack.answer(
    [
      async () => {
        await stack.send(stack.deadLetterQueue, eventOf(stack.uploadBucket, 'late.jpg'));
        return 'purge';
      },
    ],
    'dlq',
    'purge',
  );
  assert.deepEqual([code, stdout], [0, 'Deleted 3 messages.\n']);
  assert.deepEqual(keysOf(await stack.visible(stack.deadLetterQueue)), ['late.jpg']);
});

test('SQS moves all messages where it can, and is followed to the end of its task', async (t) => {
  const asked: string[] = [];
  const earlier = { Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 9, StartedTimestamp: 1 };
  const own = { Status: 'RUNNING', ApproximateNumberOfMessagesMoved: 1, StartedTimestamp: 2 };
  const failed = { Status: 'FAILED', ApproximateNumberOfMessagesMoved: 2, FailureReason: 'no permission' };
  const lists = (...tasks: object[]) => tasks.map((task) => ({ Results: [task] }));
  const answers = [
    ...lists(earlier),
    { TaskHandle: 'own' },
    ...lists(earlier, own, { ...own, Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 3 }),
    { Results: [] },
    { TaskHandle: 'own' },
    ...lists({ ...failed, StartedTimestamp: 3 }),
  ];
  // Neither fauxqs nor moto has this call.
  const server = createServer((request, response) => {
    asked.push(String(request.headers['x-amz-target']).replace('AmazonSQS.', ''));
    response.setHeader('content-type', 'application/x-amz-json-1.0').end(JSON.stringify(answers.shift()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const { port } = server.address() as { port: number };
  const sqs = new SQSClient({ endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1' });
  t.after(() => sqs.destroy());
  const reached: number[] = [];
  const task = {
    sqs,
    arn: 'arn:aws:sqs:us-east-1:0:d',
    reach: (moved: number) => void reached.push(moved),
    signal: new AbortController().signal,
  };
  assert.equal(await moveAll(task), 3);
  assert.deepEqual(reached, [0, 1, 3], 'the task of before is not taken for its own');
  assert.deepEqual(asked.slice(0, 3), ['ListMessageMoveTasks', 'StartMessageMoveTask', 'ListMessageMoveTasks']);
  await assert.rejects(
    moveAll(task),
    /its task is FAILED \(no permission\) after 2: the rest is still in the dead-letter/,
  );
});
