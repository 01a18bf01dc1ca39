import { ListBucketsCommand, type S3Client } from '@aws-sdk/client-s3';
import { GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Clients } from './clients.ts';
import { describeStack } from './stack.ts';

/** The names of a pipeline's parts, as AWS's calls want them: queues are URLs. */
export type Names = {
  uploadBucket: string;
  processedBucket: string;
  imageQueue: string;
  deadLetterQueue: string;
  logGroup: string;
  /** Of all alarms of the stack. */
  alarms: string[];
};

/** The option that gives a name by hand, and the logical id in the template. */
export const WAYS: Record<Exclude<keyof Names, 'alarms'>, { option: string; logicalId: string }> = {
  uploadBucket: { option: 'upload-bucket', logicalId: 'UploadBucket' },
  processedBucket: { option: 'processed-bucket', logicalId: 'ProcessedBucket' },
  imageQueue: { option: 'queue-url', logicalId: 'ImageQueue' },
  deadLetterQueue: { option: 'dead-letter-queue-url', logicalId: 'DeadLetterQueue' },
  logGroup: { option: 'log-group', logicalId: 'ImageFunctionLogGroup' },
};

async function ofStack(stack: string, { cloudFormation }: NonNullable<Clients['cloud']>, where: string) {
  const resources = await describeStack(cloudFormation, stack, where);
  const names: Partial<Names> = { alarms: resources.ofType('AWS::CloudWatch::Alarm') };
  for (const [name, { logicalId }] of Object.entries(WAYS)) {
    const physicalId = resources.ofId(logicalId);
    if (physicalId !== undefined) Object.assign(names, { [name]: physicalId });
  }
  return names;
}

async function bucketOf(s3: S3Client, prefix: string): Promise<string | undefined> {
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({ Prefix: prefix }));
  const found = Buckets.flatMap(({ Name }) => (Name?.startsWith(prefix) ? [Name] : []));
  return found.length === 1 ? found[0] : undefined;
}

const queueOf = async (sqs: SQSClient, QueueName: string): Promise<string | undefined> =>
  (await sqs.send(new GetQueueUrlCommand({ QueueName })).catch(ifNone))?.QueueUrl;

function ifNone(error: unknown): undefined {
  const name = error instanceof Error ? error.name : '';
  if (/QueueDoesNotExist|NonExistentQueue/.test(name)) return undefined;
  throw error;
}

/** Without CloudFormation: by the names that the template gives to the parts of a stack. */
async function byConvention(stack: string, { s3, sqs }: Clients): Promise<Partial<Names>> {
  const [uploadBucket, processedBucket, imageQueue, deadLetterQueue] = await Promise.all([
    bucketOf(s3, `${stack}-upload-`),
    bucketOf(s3, `${stack}-processed-`),
    queueOf(sqs, `${stack}-image-queue`),
    queueOf(sqs, `${stack}-dead-letter-queue`),
  ]);
  return {
    ...(uploadBucket && { uploadBucket }),
    ...(processedBucket && { processedBucket }),
    ...(imageQueue && { imageQueue }),
    ...(deadLetterQueue && { deadLetterQueue }),
  };
}

/** The names of a stack's parts, as far as they are to be found. Throws UserError for a stack that is not there. */
export const namesOf = (stack: string, aws: Clients): Promise<Partial<Names>> =>
  aws.cloud ? ofStack(stack, aws.cloud, aws.where) : byConvention(stack, aws);
