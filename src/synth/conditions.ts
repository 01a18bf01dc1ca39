import type { Condition } from 'cloudform';
import type { Choices } from '../pipeline/choices.ts';
import { Fn } from './functions.ts';
import type { ParameterName } from './parameters.ts';

const equals = (name: ParameterName, value: string) => Fn.Equals(Fn.Ref(name), value);
const given = (name: ParameterName) => Fn.Not(equals(name, ''));

const conditionsOfTopic = {
  HasAlarmKey: given('AlarmKeyArn'),
  CreatesAlarmKey: equals('AlarmKeyArn', ''),
  HasAlarmEmail: given('AlarmEmail'),
};

const others = {
  HasArtifactBucket: given('ArtifactBucket'),
  HasUploadBucketName: given('UploadBucketName'),
  HasProcessedBucketName: given('ProcessedBucketName'),
  ReservesConcurrency: Fn.Not(equals('ReservedConcurrency', '0')),
  HasPermissionsBoundary: given('PermissionsBoundaryArn'),
};

export type ConditionName = keyof typeof others | keyof typeof conditionsOfTopic;

/** The conditions of the template: each turns one parameter into a yes or a no. */
export const conditions = ({ alarmTopic }: Choices): Partial<Record<ConditionName, Condition>> => ({
  ...others,
  ...(alarmTopic === 'own' && conditionsOfTopic),
});
