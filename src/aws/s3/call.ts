import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { Target } from './request.ts';
import type { Bucket, Store } from './store.ts';

/** What an action is on. */
export type Subject = { bucket: string; key?: string; versionId?: string };

/** What happened to an object. A version that is not versioned has the id `null`, which events leave out. */
export type ObjectEvent = {
  /** As in a notification configuration, `s3:ObjectCreated:Put`. */
  name: string;
  key: string;
  versionId: string;
  time: Date;
  size?: number;
  etag?: string;
};

/** One request under way, as an operation sees it. */
export type Call = Target & {
  store: Store;
  headers: IncomingHttpHeaders;
  /** The body as it comes over the wire; reading it sends `100 Continue` first where the client waits for it. */
  incoming: AsyncIterable<Buffer>;
  requestId: string;
  hostId: string;
  accessKeyId: string;
  sourceAddress: string;
  /** Throws AccessDenied unless the caller may do this. */
  allow(action: string, subject: Subject): void;
  /** Tells the queues that want to know. The object must be durable by then. */
  publish(bucket: Bucket, event: ObjectEvent): void;
  /** Delivers a message to a queue now; rejects when that fails. */
  notify(queueArn: string, body: string): Promise<void>;
};

export type Answer = { status: number; headers?: Record<string, string>; body?: string | Buffer | Readable };

export const xmlAnswer = (body: string, headers: Record<string, string> = {}): Answer => ({
  status: 200,
  headers: { 'content-type': 'application/xml', ...headers },
  body,
});

/**
 * One operation of the S3 API: how its request looks, which IAM action it needs, what it does.
 * A request with a query parameter that is neither needed nor allowed is another operation.
 */
export type Operation = {
  name: string;
  method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  on: 'service' | 'bucket' | 'object';
  needs?: readonly string[];
  allows?: readonly string[];
  /** True for an operation whose request names a source to copy in a header. */
  copies?: boolean;
  /** Left out by an operation that asks for each of its objects by itself. */
  action?: string;
  /** The action instead, when the request names a version. */
  versionAction?: string;
  run(call: Call): Promise<Answer> | Answer;
};
