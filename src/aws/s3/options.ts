import type { IncomingHttpHeaders } from 'node:http';
import type { S3Notification } from './delivery.ts';

/** A running server. `close` cuts open connections and waits for the event messages under way. */
export type S3Server = { url: string; port: number; close(): Promise<void> };

/** One thing that a call wants to do, in the words of IAM: `action` is e.g. `s3:GetObjectVersion`. */
export type S3Request = {
  action: string;
  /** The API's name of the call, e.g. `HeadObject`. */
  operation: string;
  bucket: string;
  key?: string;
  versionId?: string;
  accessKeyId: string;
  headers: IncomingHttpHeaders;
  query: ReadonlyMap<string, string>;
};

export type S3Options = {
  /** Where object bodies are kept, under generated names. Made if it is not there; not emptied at the end. */
  directory: string;
  port?: number;
  region?: string;
  accountId?: string;
  /** Delivers a message to SQS. Without it, no bucket takes a notification configuration. */
  notify?: (notification: S3Notification) => Promise<void>;
  /** A reason to deny with 403 AccessDenied, or undefined to allow. Without it, every signed request is allowed. */
  authorize?: (request: S3Request) => string | undefined;
  /** Hears of a message that could not be delivered and of a fault of this server. By default a warning of the process. */
  onError?: (error: Error) => void;
  /** The time by which the lifecycles of buckets act, before each request. Without it they never do. */
  now?: () => Date;
  /** How long a body may pause. S3 gives up after about 20 seconds. */
  idleMilliseconds?: number;
};
