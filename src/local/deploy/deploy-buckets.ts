import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  type Event,
  type FilterRuleName,
  type LifecycleRule,
  PutBucketLifecycleConfigurationCommand,
  type PutBucketLifecycleConfigurationCommandInput,
  PutBucketNotificationConfigurationCommand,
  PutBucketVersioningCommand,
  type QueueConfiguration,
  type S3Client,
  type TransitionDefaultMinimumObjectSize,
} from '@aws-sdk/client-s3';
import type { ResolvedResource } from '../../aws/cloudformation/resolve.ts';
import { type Queues, translateArns } from './deploy-queues.ts';
import { readProperties } from './properties.ts';

type Json = Record<string, unknown>;

const defined = (object: Json): Json =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));

const days = (value: unknown): number | undefined => (value === undefined ? undefined : Number(value));

function ruleOf(rule: Json): LifecycleRule {
  const expiration = defined({
    Days: days(rule['ExpirationInDays']),
    ExpiredObjectDeleteMarker: rule['ExpiredObjectDeleteMarker'],
  });
  const noncurrent = rule['NoncurrentVersionExpiration'] as Json | undefined;
  const abort = rule['AbortIncompleteMultipartUpload'] as Json | undefined;
  const transitions = rule['Transitions'] as Json[] | undefined;
  const narrowing = defined({
    Prefix: rule['Prefix'],
    ObjectSizeGreaterThan: days(rule['ObjectSizeGreaterThan']),
    ObjectSizeLessThan: days(rule['ObjectSizeLessThan']),
  });
  // The template is checked against CloudFormation's specification before; the words here are those of the call.
  return defined({
    ID: rule['Id'],
    Status: rule['Status'],
    Filter: Object.keys(narrowing).length > 1 ? { And: narrowing } : { Prefix: '', ...narrowing },
    Transitions: transitions?.map(({ StorageClass, TransitionInDays }) => ({
      StorageClass,
      Days: days(TransitionInDays),
    })),
    Expiration: Object.keys(expiration).length > 0 ? expiration : undefined,
    NoncurrentVersionExpiration: noncurrent && { NoncurrentDays: days(noncurrent['NoncurrentDays']) },
    AbortIncompleteMultipartUpload: abort && { DaysAfterInitiation: days(abort['DaysAfterInitiation']) },
  }) as unknown as LifecycleRule;
}

/** The lifecycle of a bucket as CloudFormation has it, in the words of S3's own call. */
function lifecycleInput(Bucket: string, lifecycle: unknown): PutBucketLifecycleConfigurationCommandInput {
  const { Rules, TransitionDefaultMinimumObjectSize: minimum } = lifecycle as { Rules: Json[] } & Json;
  return {
    Bucket,
    LifecycleConfiguration: { Rules: Rules.map(ruleOf) },
    ...(typeof minimum === 'string' && {
      TransitionDefaultMinimumObjectSize: minimum as TransitionDefaultMinimumObjectSize,
    }),
  };
}

/** Names of buckets by the logical id. */
type Buckets = Record<string, string>;

/** S3's name for the place where it was before it had Regions; it refuses to be told of it. */
const FIRST_REGION = 'us-east-1';

type TemplateConfiguration = {
  Event: Event;
  Queue: string;
  Filter?: { S3Key: { Rules: { Name: string; Value: string }[] } };
};

async function createBucket(s3: S3Client, region: string, name: string): Promise<void> {
  const place =
    region === FIRST_REGION
      ? {}
      : { CreateBucketConfiguration: { LocationConstraint: region as BucketLocationConstraint } };
  try {
    await s3.send(new CreateBucketCommand({ Bucket: name, ...place }));
  } catch (error) {
    // From an earlier run against an endpoint that keeps what it has.
    if (!(error instanceof Error) || error.name !== 'BucketAlreadyOwnedByYou') throw error;
  }
}

const configuration = (from: TemplateConfiguration, queues: Queues): QueueConfiguration => ({
  QueueArn: String(translateArns(from.Queue, queues)),
  Events: [from.Event],
  ...(from.Filter
    ? {
        Filter: {
          Key: {
            FilterRules: from.Filter.S3Key.Rules.map(({ Name, Value }) => ({ Name: Name as FilterRuleName, Value })),
          },
        },
      }
    : {}),
});

/** Creates the buckets with their versioning, lifecycle and notifications. */
export async function deployBuckets(
  s3: S3Client,
  region: string,
  resources: readonly ResolvedResource[],
  queues: Queues,
): Promise<Buckets> {
  const buckets: Buckets = {};
  for (const resource of resources.filter(({ Type }) => Type === 'AWS::S3::Bucket')) {
    const properties = readProperties(resource);
    const Bucket = properties.text('BucketName');
    buckets[resource.LogicalId] = Bucket;
    await createBucket(s3, region, Bucket);
    if (properties.optionalText('VersioningConfiguration.Status') === 'Enabled') {
      await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
    }
    const lifecycle = properties.value('LifecycleConfiguration');
    if (lifecycle !== undefined)
      await s3.send(new PutBucketLifecycleConfigurationCommand(lifecycleInput(Bucket, lifecycle)));
    const configurations = properties.value('NotificationConfiguration.QueueConfigurations') as
      | TemplateConfiguration[]
      | undefined;
    if (configurations === undefined) continue;
    await s3.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket,
        NotificationConfiguration: { QueueConfigurations: configurations.map((from) => configuration(from, queues)) },
      }),
    );
  }
  return buckets;
}
