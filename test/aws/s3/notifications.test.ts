import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetBucketNotificationConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  type QueueConfiguration,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { S3Notification } from '../../../src/aws/s3/delivery.ts';
import { refuses } from './contract/contract.ts';
import { localS3 } from './local-s3.ts';

const QueueArn = 'arn:aws:sqs:us-east-1:123456789012:image-queue';
const Bucket = 'bucket';

const rule = (more: Partial<QueueConfiguration> = {}): QueueConfiguration => ({
  QueueArn,
  Events: ['s3:ObjectCreated:*'],
  ...more,
});
const filter = (rules: Record<string, string>) => ({
  Key: { FilterRules: Object.entries(rules).map(([Name, Value]) => ({ Name: Name as 'prefix', Value })) },
});
const configure = (s3: S3Client, ...QueueConfigurations: QueueConfiguration[]) =>
  s3.send(
    new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: { QueueConfigurations } }),
  );

/** The records of the event messages after the test event. */
const recordsOf = (sent: S3Notification[]) =>
  sent.map(({ body }) => JSON.parse(body)).flatMap((message) => message.Records ?? []);

test('a new configuration sends s3:TestEvent to each queue once', async (context) => {
  const sent: S3Notification[] = [];
  const { s3 } = await localS3(context, { notify: async (message) => void sent.push(message) });
  await configure(s3, rule(), rule({ Events: ['s3:ObjectRemoved:*'] }));
  assert.equal(sent.length, 1);
  const { Time, RequestId, HostId, ...event } = JSON.parse(sent[0]?.body ?? '');
  assert.deepEqual(event, { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket });
  assert.ok(Time && RequestId && HostId);
});

test('an upload is told in the shape of a real event message', async (context) => {
  const sent: S3Notification[] = [];
  const { s3 } = await localS3(context, { notify: async (message) => void sent.push(message), region: 'eu-west-1' });
  await configure(s3, rule({ Id: 'uploads' }));
  const Key = "in/a b+c%ü (1)~*'!.jpg";
  const { VersionId, ETag } = await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'body' }));
  const [record] = recordsOf(sent);
  assert.equal(sent[1]?.queueArn, QueueArn);
  assert.match(record.eventTime, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assert.match(record.responseElements['x-amz-request-id'], /^[0-9A-F]{16}$/);
  assert.match(record.s3.object.sequencer, /^00[0-9A-F]{16}$/);
  assert.deepEqual(record, {
    eventVersion: '2.5',
    eventSource: 'aws:s3',
    awsRegion: 'eu-west-1',
    eventTime: record.eventTime,
    eventName: 'ObjectCreated:Put',
    userIdentity: { principalId: 'AWS:test' },
    requestParameters: { sourceIPAddress: '127.0.0.1' },
    responseElements: record.responseElements,
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: 'uploads',
      bucket: { name: Bucket, ownerIdentity: { principalId: '123456789012' }, arn: 'arn:aws:s3:::bucket' },
      object: {
        key: 'in/a+b%2Bc%25%C3%BC+%281%29%7E*%27%21.jpg',
        size: 4,
        eTag: ETag?.replaceAll('"', ''),
        versionId: VersionId,
        sequencer: record.s3.object.sequencer,
      },
    },
  });
});

test('each kind of write and delete has its event, with sequencers that grow', async (context) => {
  const sent: S3Notification[] = [];
  const { s3 } = await localS3(context, { notify: async (message) => void sent.push(message) });
  await configure(s3, rule({ Events: ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'] }));
  const { VersionId } = await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'one' }));
  await s3.send(new CopyObjectCommand({ Bucket, Key: 'k', CopySource: `${Bucket}/k?versionId=${VersionId}` }));
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'k' }));
  const { ETag } = await s3.send(new UploadPartCommand({ Bucket, Key: 'k', UploadId, PartNumber: 1, Body: 'part' }));
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
  await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key: 'k', UploadId, MultipartUpload }));
  const marker = await s3.send(new DeleteObjectCommand({ Bucket, Key: 'k' }));
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'k', VersionId }));
  const records = recordsOf(sent);
  assert.deepEqual(
    records.map(({ eventName }) => eventName),
    [
      'ObjectCreated:Put',
      'ObjectCreated:Copy',
      'ObjectCreated:CompleteMultipartUpload',
      'ObjectRemoved:DeleteMarkerCreated',
      'ObjectRemoved:Delete',
    ],
  );
  const sequencers = records.map((record) => record.s3.object.sequencer);
  assert.deepEqual(sequencers, sequencers.toSorted());
  assert.equal(new Set(sequencers).size, 5);
  assert.deepEqual(
    records.slice(3).map((record) => record.s3.object.versionId),
    [marker.VersionId, VersionId],
  );
});

test('only what a rule asks for is told to its queue', async (context) => {
  const sent: S3Notification[] = [];
  const { s3 } = await localS3(context, { notify: async (message) => void sent.push(message) });
  await configure(
    s3,
    rule({ Id: 'jpg', Filter: filter({ prefix: 'in/', suffix: '.jpg' }) }),
    rule({ Id: 'png', Events: ['s3:ObjectCreated:Put'], Filter: filter({ Prefix: 'in/', Suffix: '.png' }) }),
  );
  for (const Key of ['in/a.jpg', 'in/b.png', 'in/c.gif', 'out/d.jpg', 'in/E.JPG'])
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
  await s3.send(new CopyObjectCommand({ Bucket, Key: 'in/copy.png', CopySource: `${Bucket}/in/b.png` }));
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'in/a.jpg' }));
  assert.deepEqual(
    recordsOf(sent).map((record) => [record.s3.configurationId, record.s3.object.key]),
    [
      ['jpg', 'in/a.jpg'],
      ['png', 'in/b.png'],
    ],
  );
});

test('an object without versions is told without a version id, and a refused write not at all', async (context) => {
  const sent: S3Notification[] = [];
  const { s3 } = await localS3(context, { notify: async (message) => void sent.push(message) });
  await s3.send(new CreateBucketCommand({ Bucket: 'plain' }));
  const NotificationConfiguration = { QueueConfigurations: [rule()] };
  await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket: 'plain', NotificationConfiguration }));
  await s3.send(new PutObjectCommand({ Bucket: 'plain', Key: 'k', Body: 'one' }));
  await refuses(
    s3.send(new PutObjectCommand({ Bucket: 'plain', Key: 'k', Body: 'x', IfNoneMatch: '*' })),
    'PreconditionFailed',
    412,
  );
  const records = recordsOf(sent);
  assert.equal(records.length, 1);
  assert.ok(!('versionId' in records[0].s3.object));
});

test('a configuration is given back, replaced as a whole, and emptied', async (context) => {
  const { s3 } = await localS3(context, { notify: async () => undefined });
  const get = async () =>
    (await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }))).QueueConfigurations;
  const Filter = { Key: { FilterRules: [{ Name: 'Prefix' as const, Value: 'in/' }] } };
  await configure(
    s3,
    rule({ Id: 'one', Filter: Filter as never }),
    rule({ Id: 'two', Events: ['s3:ObjectRemoved:Delete'] }),
  );
  assert.deepEqual(await get(), [
    rule({ Id: 'one', Filter: Filter as never }),
    rule({ Id: 'two', Events: ['s3:ObjectRemoved:Delete'] }),
  ]);
  await configure(s3);
  assert.equal(await get(), undefined);
});

test('rules that overlap, or that name no queue or event, are refused and change nothing', async (context) => {
  const { s3 } = await localS3(context, { notify: async () => undefined });
  await configure(s3, rule({ Id: 'before' }));
  const refused: QueueConfiguration[][] = [
    [rule(), rule({ Events: ['s3:ObjectCreated:Put'] })],
    [rule({ Filter: filter({ prefix: 'in/' }) }), rule({ Filter: filter({ prefix: 'in/a' }) })],
    [rule({ Filter: filter({ suffix: '.jpg' }) }), rule({ Filter: filter({ suffix: 'g' }) })],
    [rule({ Id: 'same' }), rule({ Id: 'same', Events: ['s3:ObjectRemoved:*'] })],
    [rule({ QueueArn: 'image-queue' })],
    [rule({ Events: ['ObjectCreated' as never] })],
    [rule({ Filter: filter({ infix: 'a' }) })],
  ];
  for (const rules of refused) await refuses(configure(s3, ...rules), 'InvalidArgument', 400);
  const { QueueConfigurations } = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
  assert.deepEqual(
    QueueConfigurations?.map(({ Id }) => Id),
    ['before'],
  );
});

test('topics, functions, EventBridge and events that never occur here are not implemented', async (context) => {
  const { s3 } = await localS3(context, { notify: async () => undefined });
  const Events = ['s3:ObjectCreated:*' as const];
  for (const NotificationConfiguration of [
    { TopicConfigurations: [{ TopicArn: 'arn:aws:sns:us-east-1:123456789012:t', Events }] },
    {
      LambdaFunctionConfigurations: [{ LambdaFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:f', Events }],
    },
    { EventBridgeConfiguration: {} },
    { QueueConfigurations: [rule({ Events: ['s3:LifecycleExpiration:*'] })] },
  ]) {
    const put = s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }));
    await refuses(put, 'NotImplemented', 501);
  }
});

test('a queue that does not take the test event refuses the configuration', async (context) => {
  const { s3 } = await localS3(context, { notify: () => Promise.reject(new Error('no such queue')) });
  const error = await refuses(configure(s3, rule()), 'InvalidArgument', 400);
  assert.match(
    error.message,
    /Unable to validate the following destination configurations: .*image-queue: no such queue/,
  );
});

test('a message is sent again when its delivery fails, and reported when it cannot be delivered', async (context) => {
  const errors: Error[] = [];
  const tries: string[] = [];
  const { s3, server } = await localS3(context, {
    onError: (error) => errors.push(error),
    async notify({ body }) {
      const key = JSON.parse(body).Records?.[0].s3.object.key;
      tries.push(key);
      if (key === 'never' || (key === 'second' && tries.filter((tried) => tried === key).length < 2))
        throw new Error('down');
    },
  });
  await configure(s3, rule());
  for (const Key of ['second', 'never']) await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
  await turn();
  await server.close();
  assert.deepEqual(tries.filter((key) => key === 'second').length, 2);
  assert.deepEqual(
    errors.map(({ message }) => message),
    [`Expected ${QueueArn} to take s3:ObjectCreated:Put of s3://bucket/never but it did not`],
  );
});
