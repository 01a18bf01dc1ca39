import { ChangeMessageVisibilityCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** Object of an event message, with its key decoded. */
type EventObject = { key: string; versionId?: string };

type S3EventBody = { Records?: { s3?: { object?: { key?: unknown; versionId?: unknown } } }[] };

/** The objects in the body of an S3 event message; none where the body is anything else. */
function eventObjects(body: string): EventObject[] {
  try {
    const { Records = [] } = JSON.parse(body) as S3EventBody;
    return Records.flatMap(({ s3 }) => {
      const { key, versionId } = s3?.object ?? {};
      if (typeof key !== 'string') return [];
      const decoded = decodeURIComponent(key.replaceAll('+', ' '));
      return [{ key: decoded, ...(typeof versionId === 'string' ? { versionId } : {}) }];
    });
  } catch {
    return [];
  }
}

/** A message in the dead-letter queue and the objects that it tells of. */
export type DeadLetter = { messageId: string; objects: EventObject[] };

export type DeadLetterWatch = {
  /** The messages that are new since the call before. */
  poll(): Promise<DeadLetter[]>;
  /** Shows the messages again to whoever looks into the queue next: none is ever deleted. */
  giveBack(): Promise<void>;
};

/** So that one look gives every message once; one that comes back in a longer run is known already. */
const HIDDEN_SECONDS = 900;

/** Watches a dead-letter queue from now on: the messages that are in it are of earlier runs, and none of ours. */
export async function watchDeadLetters(sqs: SQSClient, queueUrl: string): Promise<DeadLetterWatch> {
  const receipts: string[] = [];
  const seen = new Set<string>();
  const watch: DeadLetterWatch = {
    async poll() {
      const letters: DeadLetter[] = [];
      for (;;) {
        const { Messages = [] } = await sqs.send(
          new ReceiveMessageCommand({
            QueueUrl: queueUrl,
            MaxNumberOfMessages: 10,
            WaitTimeSeconds: 0,
            VisibilityTimeout: HIDDEN_SECONDS,
          }),
        );
        for (const { MessageId = '', Body = '', ReceiptHandle = '' } of Messages) {
          receipts.push(ReceiptHandle);
          if (seen.has(MessageId)) continue;
          seen.add(MessageId);
          letters.push({ messageId: MessageId, objects: eventObjects(Body) });
        }
        if (Messages.length === 0) return letters;
      }
    },
    async giveBack() {
      for (const ReceiptHandle of receipts.splice(0)) {
        await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl: queueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
      }
    },
  };
  await watch.poll();
  return watch;
}
