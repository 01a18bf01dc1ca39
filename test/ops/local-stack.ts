import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import type { TestContext } from 'node:test';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { deployBuckets } from '../../src/local/deploy/deploy-buckets.ts';
import { deployQueues } from '../../src/local/deploy/deploy-queues.ts';
import { startPipeline } from '../../src/local/deploy/pipeline.ts';
import { planRun } from '../../src/local/deploy/plan.ts';
import { type Endpoints, startEndpoints } from '../../src/local/services/endpoints.ts';
import { operate } from '../../src/ops/operate.ts';
import { LOCAL_REGION } from '../../src/pipeline/local-stack.ts';

// The embedded endpoints take any; the SDK wants some.
process.env['AWS_ACCESS_KEY_ID'] = 'local';
process.env['AWS_SECRET_ACCESS_KEY'] = 'local';

export type Typed = { code: number; stdout: string; stderr: string };

/** Or what a person does meanwhile, and then answers. */
export type Answer = string | (() => Promise<string>);

export type TypeOptions = {
  /** What the person answers to each question; without them there is no terminal. */
  answers?: Answer[];
  signal?: AbortSignal;
};

/** Types a command with its output kept; questions are answered as they are asked. */
export async function type(
  env: Readonly<Record<string, string>>,
  args: readonly string[],
  { answers, signal = new AbortController().signal }: TypeOptions = {},
): Promise<Typed> {
  let [stdout, stderr] = ['', ''];
  const left = [...(answers ?? [])];
  const stdin = Object.assign(new PassThrough(), { isTTY: answers !== undefined });
  const out = new Writable({
    write(chunk, _, done) {
      stdout += chunk;
      done();
    },
  });
  const err = new Writable({
    write(chunk, _, done) {
      stderr += chunk;
      done();
      if (!/Type .*: /.test(String(chunk))) return;
      const answer = left.shift() ?? '';
      if (typeof answer === 'string') stdin.write(`${answer}\n`);
      else void answer().then((words) => stdin.write(`${words}\n`));
    },
  });
  const code = await operate(args, env, { stdin, stdout: out, stderr: err }, signal);
  return { code, stdout, stderr };
}

/** Where the parts of the committed template are, on embedded endpoints. */
export type LocalStack = {
  endpoints: Endpoints;
  env: Record<string, string>;
  uploadBucket: string;
  processedBucket: string;
  imageQueue: string;
  deadLetterQueue: string;
  ops(...args: string[]): Promise<Typed>;
  answer(answers: Answer[], ...args: string[]): Promise<Typed>;
  put(bucket: string, key: string, body: string | Uint8Array): Promise<string>;
  send(queueUrl: string, body: string): Promise<string>;
  /** The bodies of all messages that anybody can see now; they stay visible. */
  visible(queueUrl: string): Promise<string[]>;
};

/** Deploys the committed template; without `runs` nobody takes the messages. Closed at the end of the test. */
export async function startLocalStack(t: TestContext, { runs = false } = {}): Promise<LocalStack> {
  const plan = await planRun('staging', undefined, LOCAL_REGION);
  const endpoints = await startEndpoints(0, plan.authorization);
  let stop = async (): Promise<void> => undefined;
  t.after(async () => {
    await stop(); // what runs looks at the endpoints until its end
    await endpoints.close();
  });
  const { s3, sqs, s3Url, sqsUrl } = endpoints;
  const env = { AWS_ENDPOINT_URL_S3: s3Url, AWS_ENDPOINT_URL_SQS: sqsUrl };
  const parts = await (runs ? run() : deploy());

  async function run() {
    const pipeline = await startPipeline(plan, endpoints, { realTime: false, log: () => undefined });
    stop = pipeline.close;
    const { uploadBucket, processedBucket, imageQueue, deadLetterQueue } = pipeline;
    return { uploadBucket, processedBucket, imageQueue: imageQueue.url, deadLetterQueue: deadLetterQueue.url };
  }
  async function deploy() {
    const resources = Object.values(plan.resources);
    const queues = await deployQueues(sqs, resources);
    const buckets = await deployBuckets(s3, LOCAL_REGION, resources, queues);
    return {
      uploadBucket: buckets['UploadBucket'] ?? '',
      processedBucket: buckets['ProcessedBucket'] ?? '',
      imageQueue: queues['ImageQueue']?.url ?? '',
      deadLetterQueue: queues['DeadLetterQueue']?.url ?? '',
    };
  }
  return {
    endpoints,
    env,
    ...parts,
    ops: (...args) => type(env, args),
    answer: (answers, ...args) => type(env, args, { answers }),
    async put(Bucket, Key, Body) {
      return (await s3.send(new PutObjectCommand({ Bucket, Key, Body }))).VersionId ?? '';
    },
    async send(QueueUrl, MessageBody) {
      return (await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }))).MessageId ?? '';
    },
    async visible(QueueUrl) {
      // Without a visibility timeout SQS gives the same ones again; the tests have fewer than ten.
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0, WaitTimeSeconds: 0 }),
      );
      return Messages.map(({ Body = '' }) => Body);
    },
  };
}

/** A folder that is gone after the test. */
export async function folderOf(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ops-'));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}
