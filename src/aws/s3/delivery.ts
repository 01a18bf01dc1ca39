import { setTimeout as wait } from 'node:timers/promises';
import type { ObjectEvent } from './call.ts';
import { eventMessage, nextSequencer } from './events.ts';
import { appliesTo } from './notification-rules.ts';
import type { Bucket } from './store.ts';

/** One message of a bucket for one queue: `body` is the JSON text of an S3 event message, or of s3:TestEvent. */
export type S3Notification = { bucket: string; queueArn: string; body: string };

/** Delivery of event messages, with those under way. */
export type Delivery = {
  publish(call: Parameters<typeof eventMessage>[0], bucket: Bucket, event: ObjectEvent): void;
  /** Resolves when every message sent so far is delivered or given up. */
  settled(): Promise<void>;
};

// S3 delivers at least once and tries again; a queue on this machine that failed this often will not come back.
const RETRY_AFTER_MILLISECONDS = [50, 200, 1000];

/**
 * Delivers events to the queues of a bucket's rules through `notify`, once each unless it fails and is tried again.
 * A message that cannot be delivered is an upload that nobody would hear of: it is given to `onError`.
 */
export function startDelivery(
  notify: (notification: S3Notification) => Promise<void>,
  onError: (error: Error) => void,
): Delivery {
  const underWay = new Set<Promise<void>>();

  async function deliver(notification: S3Notification, what: string): Promise<void> {
    for (const pause of [...RETRY_AFTER_MILLISECONDS, undefined]) {
      try {
        return await notify(notification);
      } catch (error) {
        if (pause !== undefined) await wait(pause);
        else onError(new Error(`Expected ${notification.queueArn} to take ${what} but it did not`, { cause: error }));
      }
    }
  }

  return {
    publish(call, bucket, event) {
      const sequencer = nextSequencer();
      for (const rule of bucket.rules.filter((candidate) => appliesTo(candidate, event.name, event.key))) {
        const body = eventMessage(call, bucket, event, { configurationId: rule.Id, sequencer });
        const task = deliver(
          { bucket: bucket.name, queueArn: rule.Queue, body },
          `${event.name} of s3://${bucket.name}/${event.key}`,
        );
        underWay.add(task);
        task.finally(() => underWay.delete(task));
      }
    },
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
