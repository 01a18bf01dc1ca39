import { ListBucketsCommand, type S3Client } from '@aws-sdk/client-s3';
import { GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { UserError } from '../../local/user-error.ts';
import type { Arguments } from './arguments.ts';
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

export type Find = {
  /** Throws UserError where one of them is not to be found. */
  all<K extends keyof Names>(...wanted: K[]): Promise<Pick<Names, K>>;
  /** What there is of them: the local run has neither log group nor alarms. */
  any<K extends keyof Names>(...wanted: K[]): Promise<Partial<Pick<Names, K>>>;
};

/** The option that gives a name by hand, and the logical id in the template. */
const WAYS: Record<Exclude<keyof Names, 'alarms'>, { option: string; logicalId: string }> = {
  uploadBucket: { option: 'upload-bucket', logicalId: 'UploadBucket' },
  processedBucket: { option: 'processed-bucket', logicalId: 'ProcessedBucket' },
  imageQueue: { option: 'queue-url', logicalId: 'ImageQueue' },
  deadLetterQueue: { option: 'dead-letter-queue-url', logicalId: 'DeadLetterQueue' },
  logGroup: { option: 'log-group', logicalId: 'ImageFunctionLogGroup' },
};

/** The stack that the local run stands for. */
const LOCAL_STACK = 'image-pipeline-local';

const given = (args: Arguments): Partial<Names> =>
  Object.fromEntries(
    Object.entries(WAYS).flatMap(([name, { option }]) => {
      const value = args.text(option);
      return value === undefined ? [] : [[name, value]];
    }),
  );

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

/**
 * Finds names first among the options, then in the stack of --stack, and, where S3 and SQS have endpoints of their own, by the
 * names that the template gives. Nothing is looked up unless it is needed, and that once.
 */
export function finder(args: Arguments, aws: Clients): Find {
  const byHand = given(args);
  const stack = args.text('stack') ?? (aws.isForeign && !aws.cloud ? LOCAL_STACK : undefined);
  let looked: Promise<Partial<Names>> | undefined;
  const look = async (): Promise<Partial<Names>> => {
    if (stack === undefined) return {};
    looked ??= aws.cloud ? ofStack(stack, aws.cloud, aws.where) : byConvention(stack, aws);
    return looked;
  };
  async function any<K extends keyof Names>(...wanted: K[]): Promise<Partial<Pick<Names, K>>> {
    const isEnough = wanted.every((name) => byHand[name] !== undefined);
    const all: Partial<Names> = isEnough ? byHand : { ...(await look()), ...byHand };
    return Object.fromEntries(Object.entries(all).filter(([name]) => (wanted as string[]).includes(name))) as Partial<
      Pick<Names, K>
    >;
  }
  return {
    any,
    async all<K extends keyof Names>(...wanted: K[]) {
      const found: Partial<Names> = await any(...wanted);
      const missing = wanted.filter((name) => found[name] === undefined) as (keyof typeof WAYS)[];
      if (missing.length > 0) throw new UserError(sentence(missing, stack, aws));
      return found as Pick<Names, K>;
    },
  };
}

function sentence(missing: (keyof typeof WAYS)[], stack: string | undefined, { where }: Clients): string {
  const options = missing.map((name) => `--${WAYS[name].option}`).join(', ');
  if (stack === undefined) return `Expected --stack NAME, or the names by hand: ${options}`;
  const ids = missing.map((name) => WAYS[name].logicalId).join(', ');
  return `Expected ${ids} of ${stack} at ${where} but found none: is it a stack of templates/image-pipeline.yaml? Or give ${options}`;
}
