import type {
  LifecycleRule,
  PutBucketLifecycleConfigurationCommandInput,
  TransitionDefaultMinimumObjectSize,
} from '@aws-sdk/client-s3';

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
export function lifecycleInput(Bucket: string, lifecycle: unknown): PutBucketLifecycleConfigurationCommandInput {
  const { Rules, TransitionDefaultMinimumObjectSize: minimum } = lifecycle as { Rules: Json[] } & Json;
  return {
    Bucket,
    LifecycleConfiguration: { Rules: Rules.map(ruleOf) },
    ...(typeof minimum === 'string' && {
      TransitionDefaultMinimumObjectSize: minimum as TransitionDefaultMinimumObjectSize,
    }),
  };
}
