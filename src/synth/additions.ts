/**
 * What CloudFormation has and cloudform 7.5 (types of November 2023) does not know. test/synth/additions.test.ts
 * holds each name against the current resource specification, and fails when cloudform has caught up.
 */
import type { List, Value } from 'cloudform';

/** Properties that cloudform's types lack, by resource type. */
export type AddedProperties = {
  'AWS::S3::Bucket': { BucketNamespace?: Value<'global' | 'account-regional'> };
  'AWS::Lambda::Function': {
    LoggingConfig?: {
      LogFormat: 'JSON' | 'Text';
      ApplicationLogLevel?: Value<string>;
      SystemLogLevel?: Value<string>;
      LogGroup?: Value<string>;
    };
    RecursiveLoop?: 'Allow' | 'Terminate';
  };
  'AWS::Lambda::EventSourceMapping': { Tags?: List<{ Key: string; Value: Value<string> }> };
};

/** Resource attributes that cloudform's `Resource` lacks. */
export type AddedAttributes = {
  DeletionPolicy?: 'Delete' | 'Retain' | 'RetainExceptOnCreate' | 'Snapshot';
  UpdateReplacePolicy?: 'Delete' | 'Retain' | 'Snapshot';
};
