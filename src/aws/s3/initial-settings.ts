import { xmlDocument } from './xml.ts';

/** The setting that says who owns the objects of a bucket. */
export const ownershipControls = (ObjectOwnership: string): string =>
  xmlDocument('OwnershipControls', { Rule: { ObjectOwnership } });

/** The settings that S3 gives every new bucket, by sub-resource. Source: S3 User Guide, "Default settings for new buckets". */
export const INITIAL_SETTINGS: ReadonlyMap<string, string> = new Map([
  [
    'encryption',
    xmlDocument('ServerSideEncryptionConfiguration', {
      Rule: { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false },
    }),
  ],
  [
    'publicAccessBlock',
    xmlDocument('PublicAccessBlockConfiguration', {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    }),
  ],
  ['ownershipControls', ownershipControls('BucketOwnerEnforced')],
  ['logging', xmlDocument('BucketLoggingStatus', '')],
]);
