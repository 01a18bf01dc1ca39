import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AwsCall } from './permissions.ts';

export type Recorder = { url: string; calls: AwsCall[]; stop(): Promise<void> };

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part);
  return Buffer.concat(parts);
}

const VERBS: Readonly<Record<string, string>> = { PUT: 'PutObject', GET: 'GetObject', HEAD: 'HeadObject' };

/** The service that a request is signed for. */
const signedFor = (authorization = ''): string =>
  /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(authorization)?.[1] ?? '';

/** What is asked in the JSON protocol (SQS, Logs), in that of forms (CloudFormation, STS), and of S3 by method, path and query. */
function callIn({ method = '', url = '', headers }: IncomingMessage, body: Buffer): AwsCall {
  const service = signedFor(headers.authorization);
  const [, operation] = String(headers['x-amz-target'] ?? '').split('.');
  if (operation !== undefined) return { service, operation, fields: JSON.parse(body.toString()) };
  if (String(headers['content-type']).startsWith('application/x-www-form-urlencoded')) {
    const { Action = '', ...fields } = Object.fromEntries(new URLSearchParams(body.toString()));
    return { service, operation: Action, fields };
  }
  const { pathname, searchParams } = new URL(url, 'http://recorder');
  const [, Bucket = '', ...key] = decodeURIComponent(pathname).split('/');
  const VersionId = searchParams.get('versionId');
  const IfNoneMatch = headers['if-none-match'];
  const fields = {
    ...{ Bucket, Key: key.join('/') },
    ...(VersionId !== null && { VersionId }),
    ...(IfNoneMatch !== undefined && { IfNoneMatch }),
  };
  return { service: 's3', operation: VERBS[method] ?? method, fields };
}

/** Stands in front of an endpoint of AWS and keeps every call. The caller has to stop it. */
export async function startRecorder(upstream: string): Promise<Recorder> {
  const calls: AwsCall[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const body = await bodyOf(incoming);
    const { url: path = '', method = '', headers } = incoming;
    const onward = request(new URL(path, upstream), { method, headers }, async (answer) => {
      calls.push({ ...callIn(incoming, body), isAbsent: answer.statusCode === 404 });
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      outgoing.end(await bodyOf(answer));
    });
    onward.once('error', () => outgoing.destroy());
    onward.end(body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped());
        server.closeAllConnections();
      }),
  };
}
