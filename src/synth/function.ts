import type { Value } from 'cloudform';
import type { Environment } from '../handler/environment.ts';
import type { Choices } from './choices.ts';
import { arn, attribute, only, parameter, type Resource, ref, sub, when } from './cloudformation.ts';
import { Refs } from './functions.ts';
import { METRIC_NAMESPACE } from './metrics.ts';
import { IMAGE_FUNCTION_NAME } from './names.ts';

/** The function with its log group, and the mapping that feeds it from the image queue. */
export const imageFunction = ({ animationOverLimit }: Choices) =>
  ({
    ImageFunctionLogGroup: {
      Why: 'The log of the function. The stack makes it, so that it has a retention and goes with the stack.',
      Type: 'AWS::Logs::LogGroup',
      DeletionPolicy: 'Delete',
      UpdateReplacePolicy: 'Delete',
      Properties: {
        LogGroupName: sub(`/aws/lambda/${IMAGE_FUNCTION_NAME}`),
        RetentionInDays: parameter('LogRetentionDays'),
      },
    },
    ImageFunction: {
      Why: 'Reads an upload, makes its rendition, writes it to the processed bucket.',
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: sub(IMAGE_FUNCTION_NAME),
        Description: sub('Processes the uploads of ${AWS::StackName}'),
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
        VpcConfig: only('IsIsolated', {
          SecurityGroupIds: [attribute('ImageFunctionSecurityGroup', 'GroupId')],
          SubnetIds: [ref('SubnetA'), ref('SubnetB')],
        }),
        LoggingConfig: {
          LogGroup: ref('ImageFunctionLogGroup'),
          LogFormat: 'JSON',
          // The handler filters by LOG_LEVEL itself: a filter here would drop its metric lines too.
          ApplicationLogLevel: 'TRACE',
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
            // As the redrive policy of the queue: at its last try every failure leaves a report.
            MAX_RECEIVE_COUNT: parameter('MaxReceiveCount'),
            // With MemorySize, of which Lambda tells, these say how large an image may be.
            MAXIMUM_UPLOAD_MEGABYTES: parameter('MaximumUploadMegabytes'),
            FUNCTION_TIMEOUT: parameter('FunctionTimeout'),
            ...(animationOverLimit !== 'degrade' && { ANIMATION_OVER_LIMIT: animationOverLimit }),
            // One heap of glibc instead of several a thread: least memory after many images, in the same time.
            MALLOC_ARENA_MAX: '1',
            // Blocks of 8 MiB and more go back to the system at once, and of smaller ones 32 MiB stay: each page that comes
            // back costs time. Frames of animations take 2.5 × as long with 128 KiB.
            MALLOC_MMAP_THRESHOLD_: '8388608',
            MALLOC_TRIM_THRESHOLD_: '33554432',
          } satisfies { [Name in keyof Environment]: Value<string> },
        },
      },
    },
    ImageQueueMapping: {
      Why: 'Lets Lambda take messages from the image queue. Images of a batch that failed come back alone, without the good ones.',
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
