import { basename } from 'node:path';
import type { Change } from './changes.ts';

/**
 * Changes that weaken nothing, with the reason. `path` is that of a finding; `*` stands for one key or index. An entry
 * that no change needs any more is an error, so that none outlives its reason.
 */
export type Harmless = { path: string; kinds: readonly Change['kind'][]; reason: string };

const of =
  (kinds: readonly Change['kind'][]) =>
  (path: string, reason: string): Harmless => ({ path: `Resources.${path}`, kinds, reason });

const removing = of(['remove']);
const stepping = of(['step']);

const IMAGE_PIPELINE: readonly Harmless[] = [
  // Buckets
  removing('*.Properties.LifecycleConfiguration.Rules.*.Id', 'S3 makes up an id.'),
  stepping(
    '*.Properties.LifecycleConfiguration.Rules.*.AbortIncompleteMultipartUpload.DaysAfterInitiation',
    'Parts of an upload that was given up cost money for a day more or less.',
  ),
  stepping(
    'ProcessedBucket.Properties.LifecycleConfiguration.Rules.0.Transitions.Fn::If.1.0.TransitionInDays',
    'An image is in the standard class for its first day, which costs the same.',
  ),
  removing(
    '*.Properties.LoggingConfiguration.Fn::If.1.LogFilePrefix',
    'Each log line names its bucket; the prefix only sorts the files.',
  ),

  // Queues
  stepping(
    '*.Properties.ReceiveMessageWaitTimeSeconds',
    'Polling is long from the first second; 19 instead of 20 costs a few requests more.',
  ),
  removing('*.Properties.MaximumMessageSize', 'The default of SQS is the same 1,048,576 bytes.'),
  stepping('ImageQueue.Properties.MaximumMessageSize', 'A message of S3 is far below: a key has at most 1,024 bytes.'),
  removing('DeadLetterQueue.Properties.QueueName', 'CloudFormation derives one; all that use it ask for it.'),

  // Function
  removing('ImageFunctionLogGroup.Properties.LogGroupName', 'CloudFormation derives one; the function is told it.'),
  removing('ImageFunction.Properties.Description', 'For people in the console.'),
  removing('ImageFunctionRole.Properties.Description', 'For people in the console.'),
  removing('ImageFunction.Properties.RecursiveLoop', 'The default of Lambda is Terminate.'),
  removing('ImageFunction.Properties.LoggingConfig.SystemLogLevel', 'The default of Lambda is INFO.'),
  stepping(
    'ImageFunction.Properties.Environment.Variables.MALLOC_ARENA_MAX',
    'Two arenas of memory instead of one; without a limit there are eight for each processor, which is refused.',
  ),
  stepping(
    'ImageFunction.Properties.Environment.Variables.MALLOC_MMAP_THRESHOLD_',
    'A byte more or less of what glibc keeps; without a threshold it keeps what large pictures took, which is refused.',
  ),
  stepping(
    'ImageFunction.Properties.Environment.Variables.MALLOC_TRIM_THRESHOLD_',
    'A byte more or less of what glibc keeps; without a threshold it gives back what the next frame takes again.',
  ),
  removing('ImageQueueMapping.Properties.Enabled', 'The default of Lambda is true.'),

  // Network
  removing('Vpc.Properties.EnableDnsSupport', 'The default of EC2 is true.'),
  of(['remove', 'flip'])(
    'Vpc.Properties.EnableDnsHostnames',
    'Names of hosts in the network: the function is reached by none, and a gateway endpoint needs none.',
  ),
  removing('*.Properties.MapPublicIpOnLaunch', 'The default of a subnet that is made by a stack is false.'),
  removing('*.Properties.Tags', 'A name for people in the console.'),
  removing('*.Properties.Tags.*', 'A name for people in the console.'),
  removing('*.Properties.SecurityGroupEgress.*.Description', 'For people in the console.'),

  // Monitoring
  removing('AlarmKey.Properties.Description', 'For people in the console.'),
  removing('AlarmTopic.Properties.DisplayName', 'The sender that a mail shows; SNS has one of its own.'),
  removing(
    'AlarmTopicPolicy.Properties.PolicyDocument.Statement.*.Condition.ArnLike',
    'The other condition still demands this account.',
  ),
  removing(
    'AlarmTopicPolicy.Properties.PolicyDocument.Statement.*.Condition.ArnLike.aws:SourceArn',
    'The other condition still demands this account.',
  ),
  removing('*.Properties.OKActions', 'Nobody is told that an alarm is over; that it fires they are told.'),
  removing('*.Properties.OKActions.*', 'Nobody is told that an alarm is over; that it fires they are told.'),
  removing('*.Properties.Metrics.*.Label', 'For people in the console.'),
  stepping('*.Properties.EvaluationPeriods', 'When an alarm fires is tuned: a period sooner or later.'),
  stepping('*.Properties.DatapointsToAlarm', 'When an alarm fires is tuned: a period sooner or later.'),
  stepping('FunctionErrorsAlarm.Properties.Threshold', 'Tuned: from the second failure in a minute.'),
  stepping('FunctionThrottlesAlarm.Properties.Threshold', 'Tuned: from the second refusal in a minute.'),
  removing('ErrorLinesMetricFilter.Properties.MetricTransformations.*.Unit', 'A label of the axis.'),
  removing(
    'ErrorLinesMetricFilter.Properties.MetricTransformations.*.DefaultValue',
    'Then there is no data without an error, and the alarm takes missing data for good.',
  ),
  removing('Dashboard.Properties.DashboardName', 'CloudFormation derives one; the output gives its address.'),
];

const BOOTSTRAP: readonly Harmless[] = [
  stepping(
    'ArtifactBucket.Properties.LifecycleConfiguration.Rules.3.ExpirationInDays',
    'The template of a pull request is needed for the minutes of its workflow.',
  ),
  removing('ArtifactBucket.Properties.LifecycleConfiguration.Rules.*.Id', 'S3 makes up an id.'),
  stepping(
    'ArtifactBucket.Properties.LifecycleConfiguration.Rules.*.AbortIncompleteMultipartUpload.DaysAfterInitiation',
    'Parts of an upload that was given up cost money for a day more or less.',
  ),
  stepping(
    'ArtifactBucket.Properties.LifecycleConfiguration.Rules.*.NoncurrentVersionExpiration.NoncurrentDays',
    'What was deleted by hand can be brought back for a day more or less; what is deployed is never noncurrent.',
  ),
  removing('*.Properties.Description', 'For people in the console.'),
];

const BY_FILE: Readonly<Record<string, readonly Harmless[]>> = {
  'image-pipeline.yaml': IMAGE_PIPELINE,
  'bootstrap.yaml': BOOTSTRAP,
};

/** Reviewed one by one. What removes is measured against the default of AWS, which then holds. */
export const harmlessIn = (file: string): readonly Harmless[] => BY_FILE[basename(file)] ?? [];
