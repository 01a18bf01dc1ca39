import type { Template } from '../../src/aws/cloudformation/template.ts';
import { type KnownTemplate, knownTemplate } from '../facts/parts.ts';
import type { Change } from './changes.ts';

/**
 * Mutations that weaken nothing, with the reason. `path` is that of a finding; `*` stands for one key or index. An entry
 * that no change needs any more is an error, so that none outlives its reason.
 */
export type AcceptedMutation = { path: string; kinds: readonly Change['kind'][]; reason: string };

const of =
  (kinds: readonly Change['kind'][]) =>
  (path: string, reason: string): AcceptedMutation => ({ path: `Resources.${path}`, kinds, reason });

const removing = of(['remove']);
const stepping = of(['step']);

const IMAGE_PIPELINE: readonly AcceptedMutation[] = [
  // Buckets
  removing('*.Properties.LifecycleConfiguration.Rules.*.Id', 'S3 makes up an id.'),
  stepping(
    '*.Properties.LifecycleConfiguration.Rules.*.AbortIncompleteMultipartUpload.DaysAfterInitiation',
    'Parts of an upload that was given up cost money for a day more or less.',
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
  removing('*.Properties.MapPublicIpOnLaunch', 'The default of a subnet that is made by a stack is false.'),
  removing('*.Properties.Tags', 'A name for people in the console.'),
  removing('*.Properties.Tags.*', 'A name for people in the console.'),
  removing('*.Properties.SecurityGroupEgress.*.Description', 'For people in the console.'),

  // Monitoring
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
  removing(
    'ErrorLinesMetricFilter.Properties.MetricTransformations.*.DefaultValue',
    'Then there is no data without an error, and the alarm takes missing data for good.',
  ),
  removing('Dashboard.Properties.DashboardName', 'CloudFormation derives one; the output gives its address.'),
];

const BOOTSTRAP: readonly AcceptedMutation[] = [
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

const BY_TEMPLATE: Readonly<Record<KnownTemplate, readonly AcceptedMutation[]>> = {
  'image pipeline': IMAGE_PIPELINE,
  bootstrap: BOOTSTRAP,
};

/** Reviewed one by one. What removes is measured against the default of AWS, which then holds. */
export function acceptedMutationsIn(template: Template): readonly AcceptedMutation[] {
  const name = knownTemplate(template);
  return name ? BY_TEMPLATE[name] : [];
}
