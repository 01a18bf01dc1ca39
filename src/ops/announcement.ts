import { encodeKey, partitionOf } from '../aws/s3/events.ts';
import type { Version } from '../shared/list-versions.ts';

/** Hexadecimal digits of a sequencer after its leading `00`: seconds, then fractions of one. */
const SECONDS_DIGITS = 8;
const LAST_FRACTION = 'F'.repeat(8);

/**
 * A sequencer in S3's form for an object that S3 took at a time known to the second: the last before that second. So the
 * object's own event, and that of every newer one, comes after it, and the handler lets theirs win.
 */
export function earliestSequencer(lastModified: Date): string {
  const seconds = (Math.floor(lastModified.getTime() / 1000) - 1).toString(16).toUpperCase();
  return `00${seconds.padStart(SECONDS_DIGITS, '0')}${LAST_FRACTION}`;
}

/** The body of the message that S3 would send for an object that is there already. */
export function announcement(bucket: string, region: string, version: Version): string {
  const { key, versionId, size, eTag, lastModified } = version;
  return JSON.stringify({
    Records: [
      {
        eventVersion: '2.5',
        eventSource: 'aws:s3',
        awsRegion: region,
        eventTime: lastModified.toISOString(),
        eventName: 'ObjectCreated:Put',
        userIdentity: { principalId: 'backfill' },
        s3: {
          s3SchemaVersion: '1.0',
          configurationId: 'backfill',
          bucket: { name: bucket, arn: `arn:${partitionOf(region)}:s3:::${bucket}` },
          object: {
            key: encodeKey(key),
            size,
            eTag,
            ...(versionId !== 'null' && { versionId }),
            sequencer: earliestSequencer(lastModified),
          },
        },
      },
    ],
  });
}
