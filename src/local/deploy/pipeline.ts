import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { ResolvedResource } from '../../aws/cloudformation/resolve.ts';
import { bundleHandler } from '../../build/bundle.ts';
import { UserError } from '../../shared/user-error.ts';
import { startFunction } from '../lambda/function.ts';
import { type Mapping, startMapping } from '../lambda/mapping.ts';
import { publishBucketMetrics } from '../metrics/function-metrics.ts';
import type { Publish } from '../metrics/publish.ts';
import { watchQueues } from '../metrics/queue-metrics.ts';
import type { Endpoints } from '../services/endpoints.ts';
import { deployBuckets } from './deploy-buckets.ts';
import { readFunction, readMapping } from './deploy-function.ts';
import { deployQueues, type Queue, queueNamed } from './deploy-queues.ts';
import type { Plan } from './plan.ts';
import { readProperties } from './properties.ts';

const DIST_FOLDER = path.join(import.meta.dirname, '..', '..', '..', 'dist');

/** The bundle, in a folder of its own inside the checkout, where sharp is found; two runs do not overwrite each other's. */
async function makeBundle(): Promise<{ file: string; remove(): Promise<void> }> {
  await mkdir(DIST_FOLDER, { recursive: true });
  const folder = await mkdtemp(path.join(DIST_FOLDER, 'local-'));
  const file = path.join(folder, 'index.mjs');
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  await bundleHandler({ outfile: file }).catch(async (error: unknown) => {
    await remove();
    throw error;
  });
  return { file, remove };
}

/** The template, running on the endpoints. */
export type Pipeline = {
  uploadBucket: string;
  processedBucket: string;
  imageQueue: Queue;
  deadLetterQueue: Queue;
  /** Messages of the image queue that wait or are worked on. */
  messagesLeft(): Promise<number>;
  /** Why the batch failed as a whole in which a message was last. */
  batchFailure(messageId: string): string | undefined;
  /** Has the embedded SQS and S3 publish what there is now, S3 what it counts but once a day. */
  publishNow(): Promise<void>;
  /** How long a message may take from its first try to the dead-letter queue. */
  longestMilliseconds: number;
  close(): Promise<void>;
};

type PipelineOptions = {
  realTime: boolean;
  /** Told every line of the function's log. */
  log(line: string): void;
  /** Told what Lambda, and the embedded SQS and S3, publish to CloudWatch. */
  publish?: Publish;
};

const ofType = (resources: Record<string, ResolvedResource>, type: string): ResolvedResource[] =>
  Object.values(resources).filter(({ Type }) => Type === type);

function theOnly(resources: Record<string, ResolvedResource>, type: string): ResolvedResource {
  const [resource, ...others] = ofType(resources, type);
  if (resource === undefined || others.length > 0) {
    throw new UserError(`Expected the template to have one ${type} but it has ${others.length + (resource ? 1 : 0)}`);
  }
  return resource;
}

function named<T>(found: Record<string, T>, logicalId: string): T {
  const value = found[logicalId];
  if (value === undefined)
    throw new UserError(`Expected the template to have ${logicalId} but it has ${Object.keys(found).join(', ')}`);
  return value;
}

/** Deploys the template, bundles the handler, and starts the function and its event source mapping. */
export async function startPipeline(plan: Plan, endpoints: Endpoints, options: PipelineOptions): Promise<Pipeline> {
  const { s3, sqs, region } = endpoints;
  const { resources } = plan;
  const fromTemplate = readFunction(
    theOnly(resources, 'AWS::Lambda::Function'),
    region,
    await endpoints.functionVariables(),
  );
  const mappingResource = theOnly(resources, 'AWS::Lambda::EventSourceMapping');
  const settings = readMapping(mappingResource);
  if (settings.FunctionName.split(':').at(-1) !== fromTemplate.name) {
    throw new UserError(
      `Expected ${mappingResource.LogicalId} to feed ${fromTemplate.name} but it feeds ${settings.FunctionName}`,
    );
  }

  const queues = await deployQueues(sqs, Object.values(resources));
  const buckets = await deployBuckets(s3, region, Object.values(resources), queues);
  const imageQueue = named(queues, 'ImageQueue');
  const source = queueNamed(settings.EventSourceArn, queues);
  if (source === undefined)
    throw new UserError(
      `Expected ${mappingResource.LogicalId} to poll a queue of the template but received ${settings.EventSourceArn}`,
    );

  const queueProperties = readProperties(named(resources, 'ImageQueue'));
  const tries = queueProperties.optionalNumber('RedrivePolicy.maxReceiveCount') ?? 1;
  const pause = options.realTime ? (queueProperties.optionalNumber('VisibilityTimeout') ?? 30) : 0;

  const publish: Publish = options.publish ?? (() => undefined);
  const bundle = await makeBundle();
  const local = startFunction({
    ...fromTemplate,
    bundle: bundle.file,
    log: options.log,
    publish,
  });
  const failures = new Map<string, string>();
  const mapping: Mapping | undefined = settings.Enabled
    ? startMapping({
        sqs: endpoints.pollerSqs,
        queueUrl: source.url,
        settings,
        queueStays: !endpoints.embedded,
        ...(options.realTime ? {} : { visibilityClient: sqs }),
        invoke: local.invoke,
        report(problem, messageIds) {
          for (const id of messageIds) failures.set(id, problem);
          options.log(JSON.stringify({ time: new Date().toISOString(), type: 'local.mapping', problem }));
        },
      })
    : undefined;

  const deadLetterQueue = named(queues, 'DeadLetterQueue');
  const watched = [
    { name: imageQueue.name, isHiddenByRun: false },
    { name: deadLetterQueue.name, isHiddenByRun: true },
  ];
  const watch = endpoints.queues && watchQueues(endpoints.queues, watched, publish);

  return {
    uploadBucket: named(buckets, 'UploadBucket'),
    processedBucket: named(buckets, 'ProcessedBucket'),
    imageQueue,
    deadLetterQueue,
    longestMilliseconds: tries * (fromTemplate.timeoutSeconds + pause) * 1000,
    batchFailure: (messageId) => failures.get(messageId),
    async messagesLeft() {
      const { Attributes = {} } = await sqs.send(
        new GetQueueAttributesCommand({
          QueueUrl: imageQueue.url,
          AttributeNames: [
            'ApproximateNumberOfMessages',
            'ApproximateNumberOfMessagesNotVisible',
            'ApproximateNumberOfMessagesDelayed',
          ],
        }),
      );
      return Object.values(Attributes).reduce((sum, value) => sum + Number(value), mapping?.inFlight() ?? 0);
    },
    async publishNow() {
      if (watch === undefined) return;
      await watch.look();
      for (const bucket of Object.values(buckets)) await publishBucketMetrics(endpoints.s3, bucket, publish);
    },
    async close() {
      await watch?.stop();
      // No new batch from here on; what the processes work on fails, and its messages stay in the queue.
      const stopped = mapping?.stop();
      await local.close();
      await stopped;
      await bundle.remove();
    },
  };
}
