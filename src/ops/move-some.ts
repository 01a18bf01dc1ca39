import { type Message, SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { type Queues, sweep } from './sweep.ts';

export type MoveSome = {
  queues: Queues;
  from: string;
  to: string;
  /** How long the messages may be hidden: see lookingSeconds. */
  seconds: number;
  /** Of up to ten messages, those to move. */
  choose(messages: Message[]): Promise<Message[]>;
  reach(moved: number): void;
  signal: AbortSignal;
};

export type Moved = { moved: number; refused: number; inBoth: number };

/**
 * Sends messages to another queue and deletes them only then, so that none is ever in neither. One that cannot be deleted is in
 * both queues and is processed once more than needed, which changes nothing.
 */
export async function moveSome({ queues, from, to, seconds, choose, reach, signal }: MoveSome): Promise<Moved> {
  let [moved, refused] = [0, 0];
  const inBoth = await sweep(queues, from, {
    seconds,
    signal,
    async visit(messages) {
      const chosen = await choose(messages);
      if (chosen.length === 0) return [];
      const { Successful = [] } = await queues.sqs.send(
        new SendMessageBatchCommand({
          QueueUrl: to,
          Entries: chosen.map(({ Body, MessageAttributes }, index) => ({
            Id: String(index),
            MessageBody: Body,
            ...(MessageAttributes && { MessageAttributes }),
          })),
        }),
      );
      const sent = chosen.filter((_, index) => Successful.some(({ Id }) => Id === String(index)));
      moved += sent.length;
      refused += chosen.length - sent.length;
      reach(moved);
      return sent;
    },
  });
  return { moved, refused, inBoth };
}
