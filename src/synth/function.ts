import type { Value } from 'cloudform';
import type { Environment } from '../handler/settings/environment.ts';
import type { Choices } from '../pipeline/choices.ts';
import { because } from './because.ts';
import { arn, attribute, only, parameter, type Resource, ref, sub, when } from './cloudformation.ts';
import { Refs } from './functions.ts';
import { IMAGE_FUNCTION_NAME, METRIC_NAMESPACE } from './names.ts';

/** The function with its log group, and the mapping that feeds it from the image queue. */
export const imageFunction = ({ networkAccess, animationOverLimit }: Choices) =>
  ({
    ImageFunctionLogGroup: {
      Why: 'The log of the function, made here so that it has a retention and goes with the stack.',
      Type: 'AWS::Logs::LogGroup',
      DeletionPolicy: 'Delete',
      UpdateReplacePolicy: 'Delete',
      Properties: {
        LogGroupName: sub(`/aws/lambda/${IMAGE_FUNCTION_NAME}`),
        RetentionInDays: parameter('LogRetentionDays'),
      },
    },
    ImageFunction: {
      Why: 'Reads an upload, renders it, writes the rendition to the processed bucket.',
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: sub(IMAGE_FUNCTION_NAME),
        Runtime: 'nodejs24.x',
        Architectures: [parameter('Architecture')],
        Handler: 'index.handler',
        Code: {
          S3Bucket: when(
            'HasArtifactBucket',
            parameter('ArtifactBucket'),
            sub('image-pipeline-artifacts-${AWS::AccountId}-${AWS::Region}-an'),
          ),
          S3Key: parameter('ArtifactKey'),
        },
        Role: arn('ImageFunctionRole'),
        MemorySize: parameter('MemorySize'),
        Timeout: parameter('FunctionTimeout'),
        ReservedConcurrentExecutions: only('ReservesConcurrency', parameter('ReservedConcurrency')),
        RecursiveLoop: 'Terminate',
        TracingConfig: { Mode: 'Active' },
        ...(networkAccess !== 'internet' && {
          VpcConfig: {
            SecurityGroupIds: [attribute('ImageFunctionSecurityGroup', 'GroupId')],
            SubnetIds: [ref('SubnetA'), ref('SubnetB')],
          },
        }),
        LoggingConfig: {
          LogGroup: ref('ImageFunctionLogGroup'),
          LogFormat: 'JSON',
          ApplicationLogLevel: because(
            'The handler filters by LOG_LEVEL: a filter here would drop its metric lines too.',
            'TRACE',
          ),
          SystemLogLevel: 'INFO',
        },
        Environment: {
          Variables: {
            UPLOAD_BUCKET: ref('UploadBucket'),
            PROCESSED_BUCKET: ref('ProcessedBucket'),
            PIPELINE_NAME: Refs.StackName,
            METRIC_NAMESPACE,
            IMAGE_WIDTH: parameter('ImageWidth'),
            IMAGE_HEIGHT: parameter('ImageHeight'),
            IMAGE_FIT: parameter('ImageFit'),
            IMAGE_ENLARGE: parameter('ImageEnlarge'),
            OUTPUT_FORMAT: parameter('OutputFormat'),
            LOG_LEVEL: parameter('LogLevel'),
            MAX_RECEIVE_COUNT: because(
              'As in the redrive policy: the last try of a failing image leaves a report.',
              parameter('MaxReceiveCount'),
            ),
            MAXIMUM_UPLOAD_MEGABYTES: because(
              'With MemorySize these two limit the size of an image.',
              parameter('MaximumUploadMegabytes'),
            ),
            FUNCTION_TIMEOUT: parameter('FunctionTimeout'),
            ...(animationOverLimit !== 'degrade' && { ANIMATION_OVER_LIMIT: animationOverLimit }),
            MALLOC_ARENA_MAX: because('One heap: least memory after many images, in the same time.', '1'),
            // Frames of animations take 2.5 times as long with 128 KiB.
            MALLOC_MMAP_THRESHOLD_: because(
              'Large blocks return at once, others up to 32 MiB stay: pages that come back cost time.',
              '8388608',
            ),
            MALLOC_TRIM_THRESHOLD_: '33554432',
          } satisfies { [Name in keyof Environment]: Value<string> },
        },
      },
    },
    ImageQueueMapping: {
      Why: 'Feeds the function from the image queue. Only the failed images of a batch are retried.',
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        EventSourceArn: arn('ImageQueue'),
        FunctionName: ref('ImageFunction'),
        Enabled: true,
        BatchSize: parameter('BatchSize'),
        MaximumBatchingWindowInSeconds: parameter('MaximumBatchingWindow'),
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: parameter('MaximumConcurrency') },
      },
    },
  }) satisfies Record<string, Resource>;
