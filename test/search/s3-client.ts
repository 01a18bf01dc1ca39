import { Readable } from 'node:stream';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { S3Answer, S3Call } from './memory-s3.ts';

/** What the SDK hands to its request handler. */
type Request = {
  method: string;
  path: string;
  query: Readonly<Record<string, unknown>>;
  headers: Readonly<Record<string, string>>;
  body?: unknown;
};

/** How a body comes: whole, cut short without a word, or broken off by a reset. */
export type Answered = S3Answer & { body: Buffer; isCut?: boolean; isReset?: boolean };

/** Answers a call of the invocation with that signal, whenever it likes. */
export type AnswerCall = (call: S3Call, signal: AbortSignal) => Promise<Answered>;

function readCall({ method, path, query, headers, body }: Request): S3Call {
  const [, bucket = '', key = ''] = /^\/([^/]+)\/(.*)$/.exec(path) ?? [];
  const { versionId } = query;
  return {
    method,
    bucket,
    key: decodeURIComponent(key),
    ...(typeof versionId === 'string' && { versionId }),
    headers,
    body: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
  };
}

/** As a socket reads it: memory of its own, which the handler gives back. */
function bodyOf({ body: stored, isCut, isReset }: Answered): Readable {
  const body = Buffer.from(stored);
  if (!isCut && !isReset) return Readable.from(body.length > 0 ? [body] : []);
  const half = body.subarray(0, body.length >> 1);
  if (isCut) return Readable.from(half.length > 0 ? [half] : []);
  return Readable.from(
    (async function* () {
      yield half;
      throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
    })(),
  );
}

/** What the SDK does besides requests and answers, of which `answer` sees nothing: three quarters of its time. */
const UNSEEN = [
  'loggerMiddleware',
  'regionRedirectMiddleware',
  'addExpectContinueMiddleware',
  's3ExpressMiddleware',
  'getUserAgentMiddleware',
  'hostHeaderMiddleware',
  'recursionDetectionMiddleware',
  'httpAuthSchemeMiddleware',
  'httpSigningMiddleware',
  'retryMiddleware',
];

/** The real client of the SDK, one try for a call, whose requests are answered by `answer` instead of over the network. */
export function createS3Client(answer: AnswerCall): S3Client {
  const requestHandler = {
    metadata: { handlerProtocol: 'http/1.1' },
    async handle(request: Request, { abortSignal }: { abortSignal?: AbortSignal } = {}) {
      if (abortSignal === undefined) throw new Error(`Expected a signal for ${request.method} ${request.path}`);
      const answered = await answer(readCall(request), abortSignal);
      return { response: { statusCode: answered.status, headers: answered.headers, body: bodyOf(answered) } };
    },
  };
  const client = new S3Client({
    region: 'us-east-1',
    credentials: { accessKeyId: 'search', secretAccessKey: 'search' },
    endpointProvider: ({ Bucket }) => ({ url: new URL(`http://127.0.0.1:1/${Bucket}`) }),
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: requestHandler as unknown as NonNullable<S3ClientConfig['requestHandler']>,
  });
  for (const name of UNSEEN) client.middlewareStack.remove(name);
  // It is copied three times for each request, in a fifth of the time where nothing in it is computed.
  return Object.assign(client, { config: { ...client.config } });
}
