import type { Upload } from '../../src/handler/events/upload.ts';

/** S3 encodes keys like a form. */
export const encodeKey = (key: string): string => encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/');

/** One record of an S3 notification. */
export const s3Record = (upload: Upload, eventName = 'ObjectCreated:Put') => ({
  eventVersion: '2.6',
  eventSource: 'aws:s3',
  awsRegion: 'eu-west-1',
  ...(upload.eventTime !== undefined && { eventTime: new Date(upload.eventTime).toISOString() }),
  eventName,
  userIdentity: { principalId: 'AWS:EXAMPLE' },
  requestParameters: { sourceIPAddress: '192.0.2.1' },
  responseElements: { 'x-amz-request-id': 'EXAMPLE' },
  s3: {
    s3SchemaVersion: '1.0',
    configurationId: 'ObjectsCreated',
    bucket: {
      name: upload.bucket,
      ownerIdentity: { principalId: 'EXAMPLE' },
      arn: `arn:aws:s3:::${upload.bucket}`,
    },
    object: { ...upload, bucket: undefined, eventTime: undefined, key: encodeKey(upload.key) },
  },
});

export const s3Event = (...uploads: Upload[]): string =>
  JSON.stringify({ Records: uploads.map((upload) => s3Record(upload)) });

export const eventBridgeEvent = (upload: Upload, detailType = 'Object Created'): string =>
  JSON.stringify({
    version: '0',
    id: '17793124-05d4-b198-2fde-7ededc63b103',
    'detail-type': detailType,
    source: 'aws.s3',
    account: '111122223333',
    ...(upload.eventTime !== undefined && { time: new Date(upload.eventTime).toISOString() }),
    region: 'eu-west-1',
    resources: [`arn:aws:s3:::${upload.bucket}`],
    detail: {
      version: '0',
      bucket: { name: upload.bucket },
      object: {
        key: upload.key,
        size: upload.size,
        etag: upload.eTag,
        'version-id': upload.versionId,
        sequencer: upload.sequencer,
      },
      'request-id': 'EXAMPLE',
      requester: '111122223333',
      reason: 'PutObject',
    },
  });

export const inSns = (message: string): string =>
  JSON.stringify({
    Type: 'Notification',
    MessageId: 'b5',
    TopicArn: 'arn:aws:sns:eu-west-1:111122223333:t',
    Message: message,
  });

export const TEST_EVENT = JSON.stringify({
  Service: 'Amazon S3',
  Event: 's3:TestEvent',
  Time: '2026-11-23T10:00:00.000Z',
  Bucket: 'uploads',
  RequestId: 'EXAMPLE',
  HostId: 'EXAMPLE',
});
