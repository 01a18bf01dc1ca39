import type { Message } from '@aws-sdk/client-sqs';
import { readEntries } from '../handler/events/event.ts';
import type { Upload } from '../handler/events/upload.ts';

/** A message in the dead-letter queue, as an operator sees it. */
export type Letter = {
  messageId: string;
  /** What it tells of. */
  uploads: Upload[];
  /** False where all that it holds is no event of our upload bucket. */
  isOurs: boolean;
  /** Of the closed set in permanent-error.ts, or a passing one of the log, or UNKNOWN. */
  code: string;
  /** A sentence for people. */
  reason: string;
  /** In the image queue. */
  tries: number;
  /** When it first came to the image queue. */
  sentAt: Date;
};

/** For whatever neither a report nor the log explains. */
export const UNKNOWN = 'UNKNOWN';

/** What a message that is not S3's, or of another bucket, is: the handler has the same name for it. */
export const BAD_EVENT = 'BAD_EVENT';

/**
 * Reads a message as the handler does. `maxReceiveCount` is that of the image queue: whoever looks into the dead-letter queue
 * raises the message's own count.
 */
export function readLetter(message: Message, uploadBucket: string, maxReceiveCount = Number.POSITIVE_INFINITY): Letter {
  const { MessageId = '', Body = '', Attributes = {} } = message;
  const entries = readEntries(Body, uploadBucket);
  const refused = entries.flatMap((entry) => (entry.kind === 'refused' ? [entry.error] : []));
  return {
    messageId: MessageId,
    uploads: entries.flatMap((entry) => (entry.kind === 'upload' ? [entry.upload] : [])),
    isOurs: entries.length === 0 || refused.length < entries.length,
    code: refused[0]?.code ?? UNKNOWN,
    reason: refused[0]?.message ?? '',
    tries: Math.min(Number(Attributes['ApproximateReceiveCount'] ?? 0), maxReceiveCount),
    sentAt: new Date(Number(Attributes['SentTimestamp'] ?? 0)),
  };
}
