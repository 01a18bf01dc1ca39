import { policyDocument, sub } from './cloudformation.ts';
import { Refs } from './functions.ts';

/**
 * Properties of the key that encrypts alarms in their topic. The key that AWS manages for SNS would not let CloudWatch
 * publish: https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
 */
export const alarmKey = () => ({
  EnableKeyRotation: true,
  KeyPolicy: policyDocument(
    {
      Sid: 'AllowAccount',
      Effect: 'Allow',
      Principal: { AWS: sub('arn:${AWS::Partition}:iam::${AWS::AccountId}:root') },
      Action: 'kms:*',
      Resource: '*',
    },
    {
      Sid: 'AllowAlarms',
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Resource: '*',
      Condition: { StringEquals: { 'aws:SourceAccount': Refs.AccountId } },
    },
  ),
});
