import type { Value } from 'cloudform';
import { parameter, when } from './bootstrap-words.ts';
import { sub } from './cloudformation.ts';

/**
 * Names of buckets that somebody may have given, as variables of `Fn::Sub`: the parameter, or what the pipeline derives
 * where it is empty.
 */
export const BUCKET_NAMES = {
  Uploads: () =>
    when(
      'HasUploadBucketName',
      parameter('UploadBucketName'),
      sub('${PipelineStackName}-upload-${AWS::AccountId}-${AWS::Region}-an'),
    ),
  Processed: () =>
    when(
      'HasProcessedBucketName',
      parameter('ProcessedBucketName'),
      sub('${PipelineStackName}-processed-${AWS::AccountId}-${AWS::Region}-an'),
    ),
  Artifacts: () =>
    when(
      'HasArtifactBucketName',
      parameter('ArtifactBucketName'),
      sub('image-pipeline-artifacts-${AWS::AccountId}-${AWS::Region}-an'),
    ),
} satisfies Record<string, () => Value<string>>;

/** `Fn::Sub` of a text with `${Uploads}`, `${Processed}` or `${Artifacts}` in it. */
export function subBuckets(text: string): Value<string> {
  const used = Object.entries(BUCKET_NAMES).filter(([name]) => text.includes(`\${${name}}`));
  return sub(text, used.length > 0 ? Object.fromEntries(used.map(([name, value]) => [name, value()])) : undefined);
}
