import { GetQueueAttributesCommand, type QueueAttributeName, type SQSClient } from '@aws-sdk/client-sqs';

/** What a queue says of itself. The counts are approximate: SQS gives no others. */
export type QueueCounts = {
  arn: string;
  waiting: number;
  inFlight: number;
  delayed: number;
  /** Tries until a message moves to the dead-letter queue, where it has one. */
  maxReceiveCount?: number;
};

const NAMES: QueueAttributeName[] = [
  'QueueArn',
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
  'RedrivePolicy',
];

export async function queueCounts(sqs: SQSClient, queueUrl: string): Promise<QueueCounts> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: NAMES }),
  );
  const policy = Attributes['RedrivePolicy'];
  const { maxReceiveCount } = policy === undefined ? {} : JSON.parse(policy);
  return {
    arn: Attributes['QueueArn'] ?? '',
    waiting: Number(Attributes['ApproximateNumberOfMessages'] ?? 0),
    inFlight: Number(Attributes['ApproximateNumberOfMessagesNotVisible'] ?? 0),
    delayed: Number(Attributes['ApproximateNumberOfMessagesDelayed'] ?? 0),
    ...(maxReceiveCount !== undefined && { maxReceiveCount: Number(maxReceiveCount) }),
  };
}
