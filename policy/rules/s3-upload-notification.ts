import { arnOf, findingAt } from '../engine/deployed.ts';
import { hide, remove, set } from '../engine/mutate.ts';
import { notApplicable, type Rule } from '../engine/rule.ts';
import { pipelineOf } from '../facts/pipeline.ts';
import { notificationsOf } from '../facts/topology.ts';

const CONFIGURATION = 'UploadBucket.Properties.NotificationConfiguration';
const ENTRY = `${CONFIGURATION}.QueueConfigurations.0`;

export const s3UploadNotification: Rule = {
  id: 'S3-13',
  title: 'The upload bucket tells the image queue of every new object, and of nothing else',
  why: 'An upload that no message names is never processed, and nothing reports it: one that came in parts when only s3:ObjectCreated:Put is announced, or PHOTO.JPG when a filter says .jpg. Other events make messages that the function cannot handle.',
  reference: {
    url: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html',
    controls: ['Security Hub S3.11', 'Control Tower CT.S3.PR.4', 'AWS Config s3-event-notifications-enabled'],
  },
  check(context) {
    const { uploadBucket, imageQueue } = pipelineOf(context) ?? {};
    if (!uploadBucket || !imageQueue) return notApplicable;
    const expected = 'one QueueConfiguration of s3:ObjectCreated:* to the image queue, without a filter';
    const [entry, ...others] = notificationsOf(uploadBucket);
    if (!entry) return [findingAt(context, uploadBucket, ['NotificationConfiguration'], expected)];
    const isRight =
      entry.events.join() === 's3:ObjectCreated:*' &&
      entry.target === arnOf(context, imageQueue) &&
      entry.prefix + entry.suffix === '';
    return [...(isRight ? [] : [entry]), ...others].map(({ path }) => findingAt(context, uploadBucket, path, expected));
  },
  mutants: [
    { title: 'nobody is told', kind: 'absent', mutate: remove(CONFIGURATION) },
    {
      title: 'only uploads in one part are announced',
      kind: 'single',
      mutate: set(`${ENTRY}.Event`, 's3:ObjectCreated:Put'),
    },
    {
      title: 'deletions are announced too',
      kind: 'boundary',
      mutate: set(`${ENTRY}.Event`, 's3:ObjectRemoved:*'),
    },
    { title: 'the target cannot be known', kind: 'hidden', mutate: hide(`${ENTRY}.Queue`) },
    {
      title: 'the dead-letter queue is told',
      kind: 'related',
      mutate: set(`${ENTRY}.Queue`, { 'Fn::GetAtt': ['DeadLetterQueue', 'Arn'] }),
    },
    {
      title: 'only some names are announced',
      kind: 'single',
      mutate: set(`${ENTRY}.Filter`, { S3Key: { Rules: [{ Name: 'suffix', Value: '.jpg' }] } }),
    },
    {
      title: 'every event goes to EventBridge as well',
      kind: 'boundary',
      mutate: set(`${CONFIGURATION}.EventBridgeConfiguration`, { EventBridgeEnabled: true }),
    },
  ],
};
