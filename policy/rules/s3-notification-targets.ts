import { findingAt, ofType, valueAt } from '../engine/deployed.ts';
import { all, append, hide, set } from '../engine/mutate.ts';
import { checkEach, type Rule } from '../engine/rule.ts';
import { isHidden, isTrue } from '../engine/values.ts';
import { type Notification, notificationsOf, queueOf } from '../facts/topology.ts';
import { overlap } from '../facts/wildcards.ts';

const LIST = 'UploadBucket.Properties.NotificationConfiguration.QueueConfigurations';
const inFolder = (Value: string) => ({ S3Key: { Rules: [{ Name: 'prefix', Value }] } });
const another = (Event: string, suffix: string) => ({
  Event,
  Queue: { 'Fn::GetAtt': ['ImageQueue', 'Arn'] },
  Filter: { S3Key: { Rules: [{ Name: 'suffix', Value: suffix }] } },
});

/** S3 compares prefix with prefix and suffix with suffix: two entries are apart when either pair excludes the other. */
const sharesObjects = (one: Notification, other: Notification): boolean =>
  overlap(`${one.prefix}*`, `${other.prefix}*`) && overlap(`*${one.suffix}`, `*${other.suffix}`);

const sharesEvents = (one: Notification, other: Notification): boolean =>
  one.events.some((event) => other.events.some((otherEvent) => overlap(event, otherEvent)));

export const s3NotificationTargets: Rule = {
  id: 'S3-14',
  title: 'Notifications do not overlap and go to queues that S3 can reach',
  why: 'S3 refuses the whole configuration at deployment when two entries share an event and an object, or when the queue is a FIFO queue.',
  reference: {
    url: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html',
    controls: ['Security Hub S3.11', 'Control Tower CT.S3.PR.4'],
  },
  check: (context) =>
    checkEach(ofType(context, 'AWS::S3::Bucket'), (bucket) => {
      const entries = notificationsOf(bucket).filter(({ target }) => target !== 'EventBridge');
      return entries.flatMap((entry, index) => {
        const queue = queueOf(context, entry.target);
        const first = entries
          .slice(0, index)
          .find((other) => sharesObjects(entry, other) && sharesEvents(entry, other));
        return [
          ...(isHidden(entry.target) || isHidden(entry.events)
            ? [findingAt(context, bucket, entry.path, 'events and a target that can be known')]
            : []),
          ...(first
            ? [findingAt(context, bucket, entry.path, `no overlap with ${first.path.slice(1).join(' ')}`)]
            : []),
          ...(queue && isTrue(valueAt(queue, ['FifoQueue']))
            ? [findingAt(context, queue, ['FifoQueue'], 'a standard queue as the target of a bucket')]
            : []),
        ];
      });
    }),
  mutants: [
    { title: 'two entries share all', kind: 'single', mutate: append(LIST, another('s3:ObjectCreated:Put', '.jpg')) },
    { title: 'the target cannot be known', kind: 'hidden', mutate: hide(`${LIST}.0.Queue`) },
    { title: 'the queue is a FIFO queue', kind: 'related', mutate: set('ImageQueue.Properties.FifoQueue', true) },
    {
      title: 'the folder of one entry lies in that of another',
      kind: 'boundary',
      mutate: all(
        set(`${LIST}.0.Filter`, inFolder('a/')),
        append(LIST, { ...another('s3:ObjectCreated:Put', ''), Filter: inFolder('a/b/') }),
      ),
    },
  ],
};
