import { ChangeMessageVisibilityCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { type EventObject, eventObjects } from './s3-event.ts';

/** A message in the dead-letter queue and the objects that it tells of. */
export type DeadLetter = { messageId: string; objects: EventObject[] };

export type DeadLetterWatch = {
  /** The messages that are new since the call before. */
  poll(): Promise<DeadLetter[]>;
  /** Shows the messages again to whoever looks into the queue next: none is ever deleted. */
  giveBack(): Promise<void>;
};

/** Longer than a run: a message that was looked at does not come a second time. */
const HIDDEN_SECONDS = 43_200;

export function watchDeadLetters(sqs: SQSClient, queueUrl: string): DeadLetterWatch {
  const receipts: string[] = [];
  return {
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
          letters.push({ messageId: MessageId, objects: eventObjects(Body) });
          receipts.push(ReceiptHandle);
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
}
