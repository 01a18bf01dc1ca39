import { setTimeout as sleep } from 'node:timers/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, PurgeQueueCommand } from '@aws-sdk/client-sqs';
import { type Pipeline, startPipeline } from '../../../../src/local/deploy/pipeline.ts';
import type { Plan } from '../../../../src/local/deploy/plan.ts';
import { type Recorder, type Recording, startRecorder } from '../../../../src/local/metrics/recording.ts';
import { type Endpoints, startEndpoints } from '../../../../src/local/services/endpoints.ts';

/** The local run of a plan, of which parts are recorded. */
export type LocalRun = {
  /** Uploads each body under a key of its own; the recording ends when `isOver`. */
  record(bodies: readonly Uint8Array[], isOver: (soFar: Recording) => Promise<boolean>): Promise<Recording>;
  messagesLeft(): Promise<number>;
  deadLetters(): Promise<number>;
  /** Empties the dead-letter queue. */
  purge(): Promise<void>;
};

const PATIENCE_MILLISECONDS = 60_000;

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MILLISECONDS;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error('Expected a recording to end within a minute');
    await sleep(20);
  }
}

function localRunOf({ s3, sqs }: Endpoints, pipeline: Pipeline, setRecorder: (recorder?: Recorder) => void): LocalRun {
  let uploads = 0;
  return {
    messagesLeft: pipeline.messagesLeft,
    async deadLetters() {
      const AttributeNames = ['ApproximateNumberOfMessages' as const];
      const QueueUrl = pipeline.deadLetterQueue.url;
      const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
      return Number(Attributes?.ApproximateNumberOfMessages);
    },
    async purge() {
      await sqs.send(new PurgeQueueCommand({ QueueUrl: pipeline.deadLetterQueue.url }));
    },
    async record(bodies, isOver) {
      const recorder = startRecorder();
      setRecorder(recorder);
      for (const Body of bodies) {
        const Key = `image-${uploads++}.jpg`;
        await s3.send(new PutObjectCommand({ Bucket: pipeline.uploadBucket, Key, Body }));
      }
      await until(() => isOver(recorder.recording()));
      await pipeline.publishNow();
      setRecorder(undefined);
      return recorder.recording();
    },
  };
}

/** Starts the plan, lets it be recorded, and ends it. */
export async function inLocalRun(plan: Plan, act: (localRun: LocalRun) => Promise<void>): Promise<void> {
  const endpoints = await startEndpoints(0, plan.authorization);
  let recorder: Recorder | undefined;
  try {
    const pipeline = await startPipeline(plan, endpoints, {
      realTime: false,
      log: (line) => recorder?.log(line),
      publish: (datum) => recorder?.publish(datum),
    });
    try {
      const setRecorder = (next?: Recorder): void => {
        recorder = next;
      };
      await act(localRunOf(endpoints, pipeline, setRecorder));
    } finally {
      await pipeline.close();
    }
  } finally {
    await endpoints.close();
  }
}
