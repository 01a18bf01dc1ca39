import type { Call, ObjectEvent } from './call.ts';
import type { Bucket } from './store.ts';

/** A key as S3 writes it in events and in listings with `encoding-type=url`: like a form, but with its slashes. */
export const encodeKey = (key: string): string =>
  encodeURIComponent(key)
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')
    .replaceAll('%2F', '/');

let lastSequence = 0n;

/**
 * A value that grows with every call, in S3's form: `00`, then 16 hexadecimal digits. The upper half are seconds, so
 * that values of a later run of the server are greater too.
 */
export function nextSequencer(): string {
  const now = (BigInt(Date.now()) << 32n) / 1000n;
  lastSequence = now > lastSequence ? now : lastSequence + 1n;
  return `00${lastSequence.toString(16).toUpperCase().padStart(16, '0')}`;
}

/** The partition of a Region, the second part of every ARN. */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** The text of an S3 event message. Source: S3 User Guide, "Event message structure". */
export function eventMessage(
  call: Pick<Call, 'store' | 'requestId' | 'hostId' | 'accessKeyId' | 'sourceAddress'>,
  bucket: Bucket,
  event: ObjectEvent,
  { configurationId, sequencer }: { configurationId: string; sequencer: string },
): string {
  const { region, accountId } = call.store;
  return JSON.stringify({
    Records: [
      {
        eventVersion: '2.5',
        eventSource: 'aws:s3',
        awsRegion: region,
        eventTime: event.time.toISOString(),
        eventName: event.name.replace(/^s3:/, ''),
        userIdentity: { principalId: `AWS:${call.accessKeyId}` },
        requestParameters: { sourceIPAddress: call.sourceAddress },
        responseElements: { 'x-amz-request-id': call.requestId, 'x-amz-id-2': call.hostId },
        s3: {
          s3SchemaVersion: '1.0',
          configurationId,
          bucket: {
            name: bucket.name,
            ownerIdentity: { principalId: accountId },
            arn: `arn:${partitionOf(region)}:s3:::${bucket.name}`,
          },
          object: {
            key: encodeKey(event.key),
            ...(event.size === undefined ? {} : { size: event.size }),
            ...(event.etag === undefined ? {} : { eTag: event.etag }),
            ...(event.versionId === 'null' ? {} : { versionId: event.versionId }),
            sequencer,
          },
        },
      },
    ],
  });
}

/** The message that S3 sends to each queue of a new notification configuration. */
export const testMessage = (call: Pick<Call, 'requestId' | 'hostId'>, bucket: Bucket): string =>
  JSON.stringify({
    Service: 'Amazon S3',
    Event: 's3:TestEvent',
    Time: new Date().toISOString(),
    Bucket: bucket.name,
    RequestId: call.requestId,
    HostId: call.hostId,
  });
