import type { Value } from 'cloudform';
import { because } from './because.ts';

/** An upload in parts that nobody has finished after a week will not be finished. */
const INCOMPLETE_UPLOAD_DAYS = 7;

/** What makes a bucket private, encrypted and versioned: every bucket of the project is. */
export const privateBucket = () => ({
  BucketEncryption: {
    ServerSideEncryptionConfiguration: [
      {
        ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' },
        BlockedEncryptionTypes: because('With a key of its own an intruder could hold every object to ransom.', {
          EncryptionType: ['SSE-C' as const],
        }),
      },
    ],
  },
  OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
  PublicAccessBlockConfiguration: {
    BlockPublicAcls: true,
    BlockPublicPolicy: true,
    IgnorePublicAcls: true,
    RestrictPublicBuckets: true,
  },
  VersioningConfiguration: { Status: 'Enabled' },
});

/** Lifecycle rules that every bucket with versions needs, so that nothing is kept, and paid for, unseen. */
export const cleaningRules = (NoncurrentDays: Value<number>) => [
  { Id: 'ExpireNoncurrentVersions', Status: 'Enabled', NoncurrentVersionExpiration: { NoncurrentDays } },
  { Id: 'RemoveExpiredDeleteMarkers', Status: 'Enabled', ExpiredObjectDeleteMarker: true },
  {
    Id: 'AbortIncompleteMultipartUploads',
    Status: 'Enabled',
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: INCOMPLETE_UPLOAD_DAYS },
  },
];
