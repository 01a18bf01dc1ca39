import type { Condition } from 'cloudform';
import { Fn } from './functions.ts';
import type { ParameterName } from './parameters.ts';

const equals = (name: ParameterName, value: string) => Fn.Equals(Fn.Ref(name), value);
const given = (name: ParameterName) => Fn.Not(equals(name, ''));

/** The conditions of the template: each turns one parameter into a yes or a no. */
export const conditions = {
  HasArtifactBucket: given('ArtifactBucket'),
  HasUploadBucketName: given('UploadBucketName'),
  HasProcessedBucketName: given('ProcessedBucketName'),
  HasAccessLogBucket: given('AccessLogBucketName'),
  UsesIntelligentTiering: equals('ProcessedStorage', 'intelligent-tiering'),
  UsesArchive: equals('ProcessedStorage', 'archive'),
  ReservesConcurrency: Fn.Not(equals('ReservedConcurrency', '0')),
  IsIsolated: equals('NetworkAccess', 'isolated'),
  MakesAlarmTopic: equals('AlarmTopicArn', ''),
  HasAlarmKey: given('AlarmKeyArn'),
  CreatesAlarmKey: Fn.And([equals('AlarmKeyArn', ''), equals('AlarmTopicArn', '')]),
  HasAlarmEmail: Fn.And([given('AlarmEmail'), equals('AlarmTopicArn', '')]),
  HasPermissionsBoundary: given('PermissionsBoundaryArn'),
} satisfies Record<string, Condition>;

export type ConditionName = keyof typeof conditions;
