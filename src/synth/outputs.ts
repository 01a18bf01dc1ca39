import type { Template } from 'cloudform';
import type { Choices } from '../pipeline/choices.ts';
import { alarmTopicArn } from './alarms.ts';
import { arn, ref, sub } from './cloudformation.ts';
import { Fn, Refs } from './functions.ts';

/** Where the console is, by partition. */
export const mappings = {
  Console: {
    aws: { Domain: 'console.aws.amazon.com' },
    'aws-cn': { Domain: 'console.amazonaws.cn' },
    'aws-eusc': { Domain: 'console.amazonaws-eusc.eu' },
    'aws-us-gov': { Domain: 'console.amazonaws-us-gov.com' },
  },
} satisfies Template['Mappings'];

/** What a person or a script needs to use the stack. */
export const outputs = (choices: Choices) =>
  ({
    UploadBucketName: { Description: 'Upload images here.', Value: ref('UploadBucket') },
    UploadBucketArn: { Description: 'ARN of the upload bucket.', Value: arn('UploadBucket') },
    ProcessedBucketName: { Description: 'Processed images are here, under processed/.', Value: ref('ProcessedBucket') },
    ProcessedBucketArn: { Description: 'ARN of the processed bucket.', Value: arn('ProcessedBucket') },
    ImageQueueUrl: { Description: 'URL of the image queue.', Value: ref('ImageQueue') },
    ImageQueueArn: { Description: 'ARN of the image queue.', Value: arn('ImageQueue') },
    DeadLetterQueueUrl: { Description: 'URL of the dead-letter queue.', Value: ref('DeadLetterQueue') },
    DeadLetterQueueArn: { Description: 'ARN of the dead-letter queue.', Value: arn('DeadLetterQueue') },
    ImageFunctionName: { Description: 'Name of the function.', Value: ref('ImageFunction') },
    ImageFunctionArn: { Description: 'ARN of the function.', Value: arn('ImageFunction') },
    ImageFunctionRoleArn: { Description: 'ARN of the role of the function.', Value: arn('ImageFunctionRole') },
    AlarmTopicArn: {
      Description: 'Subscribe here to receive alarms.',
      Value: alarmTopicArn(choices),
    },
    DashboardUrl: {
      Description: 'The dashboard in the console.',
      Value: sub('https://${Domain}/cloudwatch/home?region=${AWS::Region}#dashboards/dashboard/${Dashboard}', {
        Domain: Fn.FindInMap('Console', Refs.Partition, 'Domain'),
      }),
    },
  }) satisfies Template['Outputs'];
