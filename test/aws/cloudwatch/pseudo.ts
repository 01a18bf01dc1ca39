import type { Pseudo } from '../../../src/aws/cloudformation/scope.ts';

/** A stack whose alarms and dashboard are written by the test. */
export const PSEUDO: Pseudo = {
  StackName: 'stack',
  AccountId: '123456789012',
  Region: 'eu-west-1',
  Partition: 'aws',
  URLSuffix: 'amazonaws.com',
  StackId: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/stack/id',
  NotificationARNs: [],
};
