import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type S3Notification, startS3 } from '../../aws/s3/server.ts';
import { LOCAL_ACCOUNT_ID, LOCAL_REGION } from '../../pipeline/local-stack.ts';
import { UserError } from '../../shared/user-error.ts';
import type { AccessKey, Authorization } from './authorization.ts';
import { type QueueServer, startQueues } from './queues.ts';

/**
 * Leaves the payload out of a client's signatures, as over HTTPS: the local run's S3 verifies none, and hashing it on either
 * side takes a fifth of the time of a large upload. Its checksum is sent and checked all the same. Returns the client.
 */
export function leavePayloadUnsigned(s3: S3Client): S3Client {
  s3.middlewareStack.add(
    (next) => (args) => {
      const { headers } = args.request as { headers: Record<string, string> };
      headers['x-amz-content-sha256'] = 'UNSIGNED-PAYLOAD';
      return next(args);
    },
    { step: 'build' },
  );
  return s3;
}

/** An S3 and an SQS, the embedded ones or others, and how to reach them. */
export type Endpoints = {
  embedded: boolean;
  region: string;
  s3Url: string;
  sqsUrl: string;
  s3: S3Client;
  sqs: SQSClient;
  /** As Lambda takes messages for the function: with its role. */
  pollerSqs: SQSClient;
  /** Of the embedded SQS: what only it can tell of its queues. */
  queues?: QueueServer;
  /** What a function needs in its environment to reach this S3, Lambda's own credentials among it. */
  functionVariables(): Promise<Record<string, string>>;
  close(): Promise<void>;
};

type Credentials = { accessKeyId: string; secretAccessKey: string; sessionToken?: string };

export { LOCAL_REGION } from '../../pipeline/local-stack.ts';

/** Not secret: the embedded endpoints take any, and tell callers apart by the name. */
const credentialsOf = (name: AccessKey): Credentials => ({ accessKeyId: name, secretAccessKey: name });

const s3Client = (endpoint: string, region: string, credentials?: Credentials): S3Client =>
  new S3Client({ endpoint, region, forcePathStyle: endpoint.startsWith('http:'), ...(credentials && { credentials }) });

/** Every call goes to the endpoint: by default the SDK goes to the host of the queue's URL, which may be the real AWS. */
const sqsClient = (endpoint: string, region: string, credentials?: Credentials): SQSClient =>
  new SQSClient({ endpoint, region, useQueueUrlAsEndpoint: false, ...(credentials && { credentials }) });

const credentialVariables = (credentials: Credentials): Record<string, string> => ({
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  ...(credentials.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: credentials.sessionToken }),
});

/** Delivers S3's event messages to queues by their ARN, in the order in which they come, where S3 may. */
function deliverTo(sqs: SQSClient, authorization: Authorization) {
  const urls = new Map<string, string>();
  return async (notification: S3Notification): Promise<void> => {
    const reason = authorization.notification(notification);
    if (reason !== undefined) throw new Error(reason);
    const { queueArn, body } = notification;
    const QueueName = queueArn.split(':').at(-1) ?? '';
    const url = urls.get(queueArn) ?? (await sqs.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl ?? '';
    urls.set(queueArn, url);
    await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: body }));
  };
}

/**
 * Starts the embedded endpoints on 127.0.0.1; `s3Port` 0 takes a free one. What the policies of the template deny gets
 * AWS's own answer, 403 AccessDenied, with the reason.
 */
export async function startEndpoints(s3Port: number, authorization: Authorization): Promise<Endpoints> {
  const queues = await startQueues({ region: LOCAL_REGION, authorize: authorization.queue });
  const directory = await mkdtemp(path.join(os.tmpdir(), 'image-pipeline-s3-'));
  const client = (name: AccessKey): SQSClient => sqsClient(queues.url, LOCAL_REGION, credentialsOf(name));
  const [sqs, pollerSqs, notifierSqs] = [client('local'), client('poller'), client('s3')];
  const release = async (): Promise<void> => {
    for (const each of [sqs, pollerSqs, notifierSqs]) each.destroy();
    await queues.close();
    await rm(directory, { recursive: true, force: true });
  };
  try {
    const server = await startS3({
      directory,
      port: s3Port,
      region: LOCAL_REGION,
      accountId: LOCAL_ACCOUNT_ID,
      notify: deliverTo(notifierSqs, authorization),
      authorize: authorization.s3,
    });
    const s3 = leavePayloadUnsigned(s3Client(server.url, LOCAL_REGION, credentialsOf('local')));
    return {
      embedded: true,
      queues,
      region: LOCAL_REGION,
      s3Url: server.url,
      sqsUrl: queues.url,
      s3,
      sqs,
      pollerSqs,
      functionVariables: async () => ({
        AWS_ENDPOINT_URL_S3: server.url,
        ...credentialVariables(credentialsOf('function')),
      }),
      async close() {
        s3.destroy();
        await server.close();
        await release();
      },
    };
  } catch (error) {
    await release();
    throw error;
  }
}

/** 'localhost' has no bucket names in front of it, and the SDK in the function would put them there. */
const withoutLocalhost = (url: string | undefined): string | undefined =>
  url?.replace(/^(https?:\/\/)localhost(?=[:/]|$)/, '$1127.0.0.1');

/** The endpoints that AWS's standard variables name, or undefined where they name none. Throws where they name only one. */
export function endpointsOf(env: Readonly<Record<string, string | undefined>>): Endpoints | undefined {
  const s3Url = withoutLocalhost(env['AWS_ENDPOINT_URL_S3'] ?? env['AWS_ENDPOINT_URL']);
  const sqsUrl = withoutLocalhost(env['AWS_ENDPOINT_URL_SQS'] ?? env['AWS_ENDPOINT_URL']);
  if (s3Url === undefined && sqsUrl === undefined) return undefined;
  if (s3Url === undefined || sqsUrl === undefined) {
    const missing = s3Url === undefined ? 'AWS_ENDPOINT_URL_S3' : 'AWS_ENDPOINT_URL_SQS';
    throw new UserError(`Expected ${missing} beside the other endpoint variable: S3 has to be able to reach the queue`);
  }
  const region = env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? LOCAL_REGION;
  const s3 = s3Client(s3Url, region);
  const sqs = sqsClient(sqsUrl, region);
  return {
    embedded: false,
    region,
    s3Url,
    sqsUrl,
    s3,
    sqs,
    pollerSqs: sqs,
    functionVariables: async () => ({
      AWS_ENDPOINT_URL_S3: s3Url,
      ...credentialVariables(await s3.config.credentials()),
    }),
    async close() {
      s3.destroy();
      sqs.destroy();
    },
  };
}
