import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { DeleteObjectCommand, PutBucketNotificationConfigurationCommand } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { readEventRecords } from '../../src/handler/events/event.ts';
import { compareSequencers } from '../../src/handler/events/identity.ts';
import type { Upload } from '../../src/handler/events/upload.ts';
import { folderOf, type LocalStack, startLocalStack, type } from './local-stack.ts';

/** Takes every message off the image queue, as the handler reads it. */
async function take({ endpoints, imageQueue, uploadBucket }: LocalStack): Promise<Upload[]> {
  const uploads: Upload[] = [];
  for (;;) {
    const { Messages = [] } = await endpoints.sqs.send(
      new ReceiveMessageCommand({ QueueUrl: imageQueue, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 }),
    );
    if (Messages.length === 0) return uploads;
    for (const { Body = '' } of Messages) {
      for (const entry of readEventRecords(Body, uploadBucket)) if (entry.kind === 'upload') uploads.push(entry.upload);
    }
  }
}

async function uploadAll({ put, uploadBucket }: LocalStack, keys: readonly string[]): Promise<Map<string, string>> {
  const versions = new Map<string, string>();
  for (const key of keys) versions.set(key, await put(uploadBucket, key, `bytes of ${key}`));
  return versions;
}

const KEYS = ['a+b.jpg', 'ä ö.png', 'folder/c.jpg', 'line\nbreak.gif', 'per%20cent.jpg'];

test('it announces the current version of every object as S3 did, and no event of S3 is older', async (t) => {
  const stack = await startLocalStack(t);
  const folder = await folderOf(t);
  await uploadAll(stack, ['gone.jpg', 'a+b.jpg', 'folder/']);
  await stack.put(stack.uploadBucket, 'empty folder/', new Uint8Array(0));
  await stack.endpoints.s3.send(new DeleteObjectCommand({ Bucket: stack.uploadBucket, Key: 'gone.jpg' }));
  await uploadAll(stack, KEYS);
  const announced = await take(stack);
  const latest = new Map(announced.map((upload) => [upload.key, upload]));

  const { code, stderr } = await stack.ops('backfill', '--send', '--rate', '1000', '--state', join(folder, 's'));
  assert.equal(code, 0, stderr);
  const again = await take(stack);
  assert.deepEqual(again.map(({ key }) => key).sort(), [...KEYS, 'folder/'].sort());
  for (const { sequencer = '', ...upload } of again) {
    const { sequencer: real = '', ...own } = latest.get(upload.key) ?? { sequencer: '' };
    assert.deepEqual(upload, own);
    assert.ok(compareSequencers(sequencer, real) < 0, `${sequencer} before ${real}`);
  }
});

test('it sends nothing until it is told to, and says how much there is and what it costs', async (t) => {
  const stack = await startLocalStack(t);
  await uploadAll(stack, KEYS);
  await take(stack);
  const { code, stdout } = await stack.ops('backfill', '--json', '--prefix', 'folder/');
  assert.equal(code, 0);
  const { dollars, ...facts } = JSON.parse(stdout);
  assert.deepEqual(facts, { uploads: 1, bytes: 21, sent: 0, isDryRun: true });
  assert.ok(dollars >= 0 && dollars < 0.01);
  assert.deepEqual(await take(stack), []);
});

test('it leaves out what came after its start, but for minutes by which a clock may be wrong', async (t) => {
  const stack = await startLocalStack(t);
  const state = join(await folderOf(t), 'state.json');
  await uploadAll(stack, KEYS);
  const args = ['backfill', '--send', '--json', '--rate', '1000', '--state', state];
  assert.equal(JSON.parse((await stack.ops(...args)).stdout).uploads, KEYS.length);
  const { finished, after, ...saved } = JSON.parse(await readFile(state, 'utf8'));
  assert.ok(new Date(saved.before).getTime() > Date.now() + 240_000, saved.before);
  await writeFile(state, JSON.stringify({ ...saved, before: new Date(Date.now() - 60_000).toISOString() }));
  assert.equal(JSON.parse((await stack.ops(...args)).stdout).uploads, 0);
});

test('after an interruption it goes on, and leaves nothing out', async (t) => {
  const stack = await startLocalStack(t);
  const state = join(await folderOf(t), 'state.json');
  const keys = Array.from({ length: 45 }, (_, index) => `${String(index).padStart(2, '0')}.jpg`);
  await uploadAll(stack, keys);
  await take(stack);

  const interrupt = new AbortController();
  const args = ['backfill', '--send', '--state', state];
  setTimeout(() => interrupt.abort(), 600);
  const stopped = await type(stack.env, [...args, '--rate', '20'], { signal: interrupt.signal });
  assert.equal(stopped.code, 130);
  const { sent, after, finished } = JSON.parse(await readFile(state, 'utf8'));
  assert.ok(sent > 0 && sent < 45, `${sent}`);
  assert.equal(after, keys[sent - 1]);
  assert.equal(finished, undefined);
  assert.match(stopped.stderr, new RegExp(`^${sent} uploads are announced; the same command goes on from `, 'm'));

  assert.equal((await stack.ops(...args, '--rate', '1000')).code, 0);
  assert.deepEqual((await take(stack)).map(({ key }) => key).sort(), keys);
  const done = await stack.ops(...args);
  assert.equal(done.code, 2);
  assert.match(
    done.stderr,
    /^This backfill was finished at .* with 45 uploads: delete .*state\.json to begin another$/m,
  );
});

test('it keeps to its rate, and holds while too many messages wait', async (t) => {
  const stack = await startLocalStack(t);
  const folder = await folderOf(t);
  await uploadAll(
    stack,
    Array.from({ length: 30 }, (_, index) => `${index}.jpg`),
  );
  await take(stack);
  const started = performance.now();
  await stack.ops('backfill', '--send', '--rate', '40', '--state', join(folder, 'a'));
  assert.ok(performance.now() - started > 490, 'the third ten after half a second');

  const interrupt = new AbortController();
  setTimeout(() => interrupt.abort(), 300);
  const held = ['backfill', '--send', '--max-waiting', '5', '--state', join(folder, 'b')];
  assert.equal((await type(stack.env, held, { signal: interrupt.signal })).code, 130);
  assert.equal(JSON.parse(await readFile(join(folder, 'b'), 'utf8')).sent, 0);
});

test('it refuses the processed bucket, and whatever would go round in a circle', async (t) => {
  const stack = await startLocalStack(t);
  const { endpoints, ops, processedBucket, uploadBucket } = stack;
  const state = ['--state', join(await folderOf(t), 's')];
  const same = await ops('backfill', '--send', ...state, '--upload-bucket', processedBucket);
  assert.match(same.stderr, /^Expected the upload bucket and the processed bucket to be two but both are /);
  const names = ['--upload-bucket', processedBucket, '--processed-bucket', uploadBucket];
  const swapped = await ops('backfill', '--send', ...state, ...names);
  assert.match(swapped.stderr, /^Expected S3 to announce uploads of .* but it does not: is that the upload bucket/);

  const QueueArn = 'arn:aws:sqs:us-east-1:000000000000:image-pipeline-local-image-queue';
  await endpoints.s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: processedBucket,
      NotificationConfiguration: { QueueConfigurations: [{ QueueArn, Events: ['s3:ObjectCreated:*'] }] },
      SkipDestinationValidation: true,
    }),
  );
  const circle = await ops('backfill', '--send', ...state);
  assert.match(circle.stderr, /^Expected .* to announce nothing to .* but it does: every processed image/);
  for (const { code } of [same, swapped, circle]) assert.equal(code, 2);
});

test('it refuses a state file that is not its own', async (t) => {
  const stack = await startLocalStack(t);
  const state = join(await folderOf(t), 'state.json');
  await writeFile(state, '{"a":1}');
  const strange = await stack.ops('backfill', '--state', state);
  assert.deepEqual([strange.code, strange.stdout], [2, '']);
  assert.match(strange.stderr, /^Expected .*state\.json to be the state of a backfill but it is something else/);
  await writeFile(
    state,
    JSON.stringify({ bucket: 'b', queue: 'q', prefix: '', before: '2026-01-01T00:00:00Z', sent: 0 }),
  );
  assert.match(
    (await stack.ops('backfill', '--state', state)).stderr,
    /to be of bucket .* but it is of b: name another/,
  );
});
