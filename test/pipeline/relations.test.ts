import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { relations } from '../../src/pipeline/relations.ts';

const holding = (values: Record<string, string>): boolean[] =>
  relations.filter(({ parameters }) => parameters.every((name) => name in values)).map(({ holds }) => holds(values));

// For each relation: values on its line, and values one step over it.
const cases: [string, Record<string, string>, Record<string, string>][] = [
  [
    'uploads outlive the messages about them by a day',
    { UploadRetentionDays: '15', DeadLetterRetentionPeriod: '1209600' },
    { UploadRetentionDays: '14', DeadLetterRetentionPeriod: '1209600' },
  ],
  [
    'visibility is at least six times the timeout and the batching window',
    { VisibilityTimeout: '310', FunctionTimeout: '50', MaximumBatchingWindow: '10' },
    { VisibilityTimeout: '309', FunctionTimeout: '50', MaximumBatchingWindow: '10' },
  ],
  [
    'the poller is at most the reserved concurrency',
    { MaximumConcurrency: '10', ReservedConcurrency: '10' },
    { MaximumConcurrency: '11', ReservedConcurrency: '10' },
  ],
  [
    'the dead-letter queue keeps longer',
    { DeadLetterRetentionPeriod: '345601', MessageRetentionPeriod: '345600' },
    { DeadLetterRetentionPeriod: '345600', MessageRetentionPeriod: '345600' },
  ],
  [
    'a message outlives its tries',
    { MessageRetentionPeriod: '901', MaxReceiveCount: '3', VisibilityTimeout: '300' },
    { MessageRetentionPeriod: '900', MaxReceiveCount: '3', VisibilityTimeout: '300' },
  ],
  [
    'the largest upload is a fifth of the memory',
    { MaximumUploadMegabytes: '102', MemorySize: '512' },
    { MaximumUploadMegabytes: '103', MemorySize: '512' },
  ],
  [
    'infrequent access begins at 30 days',
    { ProcessedInfrequentAccessDays: '30' },
    { ProcessedInfrequentAccessDays: '29' },
  ],
  [
    'Glacier comes 30 days after infrequent access',
    { ProcessedInfrequentAccessDays: '90', ProcessedGlacierDays: '120' },
    { ProcessedInfrequentAccessDays: '90', ProcessedGlacierDays: '119' },
  ],
  ['the zones are two', { AvailabilityZones: 'a,c' }, { AvailabilityZones: 'a,a' }],
  ['log retention is one that CloudWatch knows', { LogRetentionDays: '3653' }, { LogRetentionDays: '31' }],
  ['an upload bucket has 63 characters', { UploadBucketName: 'a'.repeat(63) }, { UploadBucketName: 'a'.repeat(64) }],
  ['a processed bucket has 3 characters', { ProcessedBucketName: 'abc' }, { ProcessedBucketName: 'ab' }],
  ['a bucket name does not end as S3 reserves it', { UploadBucketName: 'pics-and' }, { UploadBucketName: 'pics-an' }],
  ['a bucket name does not begin as S3 reserves it', { UploadBucketName: 'xn-a' }, { UploadBucketName: 'xn--a' }],
  [
    'uploads and processed images have buckets of their own',
    { UploadBucketName: 'pics', ProcessedBucketName: 'pics2' },
    { UploadBucketName: 'pics', ProcessedBucketName: 'pics' },
  ],
  [
    'access logs do not go among the uploads',
    { UploadBucketName: 'pics', AccessLogBucketName: 'logs' },
    { UploadBucketName: 'pics', AccessLogBucketName: 'pics' },
  ],
  [
    'access logs do not go among the processed images',
    { ProcessedBucketName: 'pics', AccessLogBucketName: 'logs' },
    { ProcessedBucketName: 'pics', AccessLogBucketName: 'pics' },
  ],
  [
    'access logs do not go into a bucket whose name a pipeline derived',
    { AccessLogBucketName: 'logs-111122223333-eu-west-1-an' },
    { AccessLogBucketName: 'pipeline-upload-111122223333-eu-west-1-an' },
  ],
  [
    'nor into a derived one for processed images',
    { AccessLogBucketName: 'my-processed-logs' },
    { AccessLogBucketName: 'pipeline-staging-processed-111122223333-us-gov-west-1-an' },
  ],
];

suite('a relation holds on its line and not one step over it', () => {
  for (const [name, good, bad] of cases)
    test(name, () => {
      assert(!holding(good).includes(false));
      assert(holding(bad).includes(false));
    });
});

test('without reserved concurrency the poller is free', () =>
  assert.deepEqual(holding({ MaximumConcurrency: '1000', ReservedConcurrency: '0' }), [true]));

test('derived bucket names are left empty, both', () =>
  assert(!holding({ UploadBucketName: '', ProcessedBucketName: '', AccessLogBucketName: '' }).includes(false)));

test('every relation is broken by a case', () => {
  for (const { parameters, holds } of relations)
    assert(
      cases.some(([, , bad]) => parameters.every((name) => name in bad) && !holds(bad)),
      `Expected a case that breaks ${parameters.join(', ')}`,
    );
});
