import { basename } from 'node:path';
import type { ResolvedResource } from '../../src/aws/cloudformation/resolve.ts';
import type { Judged } from '../engine/rule.ts';

/** The parts of the image pipeline that rules relate to one another. */
const PARTS = {
  uploadBucket: 'UploadBucket',
  processedBucket: 'ProcessedBucket',
  imageQueue: 'ImageQueue',
  deadLetterQueue: 'DeadLetterQueue',
  mapping: 'ImageQueueMapping',
  imageFunction: 'ImageFunction',
  role: 'ImageFunctionRole',
  logGroup: 'ImageFunctionLogGroup',
  topic: 'AlarmTopic',
} as const;

export type Pipeline = Record<keyof typeof PARTS, ResolvedResource | undefined>;

/** The parts of the pipeline, undefined where one is missing; undefined as a whole for any other template. */
export function pipelineOf({ file, resolved }: Judged): Pipeline | undefined {
  if (basename(file) !== 'image-pipeline.yaml') return undefined;
  const entries = Object.entries(PARTS).map(([part, logicalId]) => [part, resolved.resources[logicalId]]);
  return Object.fromEntries(entries) as Pipeline;
}
