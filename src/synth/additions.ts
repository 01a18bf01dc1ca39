/**
 * What CloudFormation has and cloudform 7.5 (types of November 2023) does not know. test/synth/additions.test.ts
 * holds each name against the current resource specification, and fails when cloudform has caught up.
 */
import type { Value } from 'cloudform';

/** Properties that cloudform's types lack, by resource type. */
export type AddedProperties = {
  'AWS::Route53Resolver::FirewallRuleGroup': {
    FirewallRules?: readonly {
      FirewallDomainRedirectionAction?: 'INSPECT_REDIRECTION_DOMAIN' | 'TRUST_REDIRECTION_DOMAIN';
    }[];
  };
  'AWS::S3::Bucket': {
    BucketNamespace?: Value<'global' | 'account-regional'>;
    LifecycleConfiguration?: {
      TransitionDefaultMinimumObjectSize?: 'all_storage_classes_128K' | 'varies_by_storage_class';
    };
    BucketEncryption?: {
      ServerSideEncryptionConfiguration: readonly { BlockedEncryptionTypes?: { EncryptionType: readonly 'SSE-C'[] } }[];
    };
  };
  'AWS::Lambda::Function': {
    LoggingConfig?: {
      LogFormat: 'JSON' | 'Text';
      ApplicationLogLevel?: Value<string>;
      SystemLogLevel?: Value<string>;
      LogGroup?: Value<string>;
    };
    RecursiveLoop?: 'Allow' | 'Terminate';
  };
};

/** Resource attributes that cloudform's `Resource` lacks. */
export type AddedAttributes = {
  DeletionPolicy?: 'Delete' | 'Retain' | 'RetainExceptOnCreate' | 'Snapshot';
  UpdateReplacePolicy?: 'Delete' | 'Retain' | 'Snapshot';
};
