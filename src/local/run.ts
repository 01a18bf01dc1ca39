import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { type Input, uploadAll } from '../shared/upload-files.ts';
import { watchDeadLetters } from './dead-letters.ts';
import { type Pipeline, startPipeline } from './deploy/pipeline.ts';
import type { Plan } from './deploy/plan.ts';
import { followToTheEnd } from './follow.ts';
import { createFunctionLog } from './lambda/function-log.ts';
import { type Recorder, startRecorder } from './metrics/recording.ts';
import { collectImage } from './report/collect-report.ts';
import { observe } from './report/dashboard/observe.ts';
import { type Ending, endedWell, explain } from './report/ending.ts';
import type { OutFolder } from './report/out-folder.ts';
import { drawPage } from './report/page.ts';
import { startProgress } from './report/progress.ts';
import type { ReportedRun } from './report/report.ts';
import type { Endpoints } from './services/endpoints.ts';
import { watchProcessed } from './services/processed-objects.ts';

export type RunOptions = {
  plan: Plan;
  endpoints: Endpoints;
  inputs: readonly Input[];
  out: OutFolder;
  /** Failed messages wait for the queue's VisibilityTimeout. */
  realTime: boolean;
  /** Where progress is shown. */
  output: NodeJS.WritableStream & { isTTY?: boolean };
  /** Called with the running pipeline once the report is written; the pipeline ends when it is done. */
  afterwards(run: ReportedRun, pipeline: Pipeline): Promise<void>;
  signal: AbortSignal;
};

/** Above the longest that a message may take: for the processes to start on a busy machine. */
const PATIENCE_MILLISECONDS = 30_000;

/** Uploads every input, follows each to its end, and writes page and log. */
async function processInputs(
  options: RunOptions,
  pipeline: Pipeline,
  log: ReturnType<typeof createFunctionLog>,
  recorder: Recorder,
): Promise<ReportedRun> {
  const { plan, endpoints, inputs, out, output, signal } = options;
  const started = Date.now();
  const endings: Ending[] = inputs.map((input) => ({ input, processed: [], tries: 0 }));
  const explainEnding = (ending: Ending): void => {
    const failure = ending.deadLetter && pipeline.batchFailure(ending.deadLetter.messageId);
    explain(ending, log.of(ending.input.key, ending.versionId), failure);
  };

  const newProcessed = await watchProcessed(endpoints.s3, pipeline.processedBucket);
  const deadLetters = await watchDeadLetters(endpoints.sqs, pipeline.deadLetterQueue.url);
  const progress = startProgress(endings.length, output);
  let isUploading = true;
  const byInput = new Map(endings.map((ending) => [ending.input, ending]));
  const uploading = uploadAll(
    endpoints.s3,
    pipeline.uploadBucket,
    inputs,
    (input, uploaded) => Object.assign(byInput.get(input) ?? {}, uploaded),
    signal,
  ).finally(() => {
    isUploading = false;
  });
  let unrelated = 0;
  try {
    ({ unrelated } = await followToTheEnd({
      endings,
      uploadBucket: pipeline.uploadBucket,
      newProcessed,
      deadLetters,
      explain: explainEnding,
      messagesLeft: pipeline.messagesLeft,
      isUploading: () => isUploading,
      ended: (ending) => progress.ended(ending),
      patienceMilliseconds: pipeline.longestMilliseconds + PATIENCE_MILLISECONDS,
      signal,
    }));
    await uploading;
  } finally {
    progress.stop();
    await deadLetters.giveBack();
  }
  signal.throwIfAborted();
  // Once more: the last line of the log may have come after the message.
  endings.forEach(explainEnding);

  const milliseconds = Date.now() - started;
  const images = [];
  for (const [index, ending] of endings.entries()) {
    images.push(await collectImage(endpoints.s3, pipeline.processedBucket, ending, index + 1, out));
  }
  await pipeline.publishNow();
  const { deployment, templateFile, monitoring } = plan;
  const run: ReportedRun = {
    deployment,
    templateFile: path.relative(process.cwd(), templateFile),
    milliseconds,
    images,
    unrelated,
    observation: observe(monitoring, recorder.recording()),
  };
  await out.write('index.html', drawPage(run));
  return run;
}

/** Deploys the plan, processes the inputs and ends everything that it has started. True when every upload ended well. */
export async function run(options: RunOptions): Promise<boolean> {
  const log = createFunctionLog();
  const file = createWriteStream(await options.out.claim('function.log'));
  const recorder = startRecorder();
  const takeLine = (line: string): void => {
    recorder.log(line);
    file.write(`${line}\n`);
    log.add(line);
  };
  try {
    const pipeline = await startPipeline(options.plan, options.endpoints, {
      realTime: options.realTime,
      log: takeLine,
      publish: recorder.publish,
    });
    try {
      const reported = await processInputs(options, pipeline, log, recorder);
      await options.afterwards(reported, pipeline);
      return reported.unrelated === 0 && reported.images.every(({ ending }) => endedWell(ending));
    } finally {
      await pipeline.close();
    }
  } finally {
    file.end();
    await finished(file);
  }
}
