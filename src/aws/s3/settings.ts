import { notImplemented, S3Error, type S3ErrorCode } from './errors.ts';
import { childrenOf, parseXml, textOf, xmlDocument } from './xml.ts';

/** A setting of a bucket: its sub-resource, the noun of its operations, the noun of its IAM actions, what is asked of its body. */
export type Setting = {
  query: string;
  operation: string;
  action: string;
  absent: S3ErrorCode;
  check(body: string): void;
};

const isXml =
  (root: string) =>
  (body: string): void =>
    void parseXml(body, root);

function checkEncryption(body: string): void {
  for (const rule of childrenOf(parseXml(body, 'ServerSideEncryptionConfiguration'), 'Rule')) {
    for (const byDefault of childrenOf(rule, 'ApplyServerSideEncryptionByDefault')) {
      const algorithm = textOf(byDefault, 'SSEAlgorithm');
      if (algorithm !== 'AES256') throw notImplemented(`the server-side encryption ${algorithm}`);
    }
  }
}

function checkPolicy(body: string): void {
  try {
    JSON.parse(body);
  } catch {
    throw new S3Error('MalformedPolicy', 'Policies must be valid JSON and the first byte must be {');
  }
}

/** The settings that are kept. */
export const SETTINGS: readonly Setting[] = [
  {
    query: 'encryption',
    operation: 'BucketEncryption',
    action: 'EncryptionConfiguration',
    absent: 'ServerSideEncryptionConfigurationNotFoundError',
    check: checkEncryption,
  },
  {
    query: 'publicAccessBlock',
    operation: 'PublicAccessBlock',
    action: 'BucketPublicAccessBlock',
    absent: 'NoSuchPublicAccessBlockConfiguration',
    check: isXml('PublicAccessBlockConfiguration'),
  },
  {
    query: 'ownershipControls',
    operation: 'BucketOwnershipControls',
    action: 'BucketOwnershipControls',
    absent: 'OwnershipControlsNotFoundError',
    check: isXml('OwnershipControls'),
  },
  {
    query: 'lifecycle',
    operation: 'BucketLifecycleConfiguration',
    action: 'LifecycleConfiguration',
    absent: 'NoSuchLifecycleConfiguration',
    check: isXml('LifecycleConfiguration'),
  },
  {
    query: 'tagging',
    operation: 'BucketTagging',
    action: 'BucketTagging',
    absent: 'NoSuchTagSet',
    check: isXml('Tagging'),
  },
  {
    query: 'logging',
    operation: 'BucketLogging',
    action: 'BucketLogging',
    // Never so: it is there from the start, and put away by an empty one.
    absent: 'InternalError',
    check: isXml('BucketLoggingStatus'),
  },
  {
    query: 'policy',
    operation: 'BucketPolicy',
    action: 'BucketPolicy',
    absent: 'NoSuchBucketPolicy',
    check: checkPolicy,
  },
];

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
