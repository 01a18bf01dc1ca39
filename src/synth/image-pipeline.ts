import { choices } from '../../pipeline.config.ts';
import { alarmTopic } from './alarm-topic.ts';
import { buckets } from './buckets.ts';
import type { Choices } from './choices.ts';
import type { LogicalId, Resource } from './cloudformation.ts';
import { conditions } from './conditions.ts';
import { dashboard } from './dashboard.ts';
import { dnsFirewall } from './dns-firewall.ts';
import { imageFunction } from './function.ts';
import { functionAlarms } from './function-alarms.ts';
import { imageAlarms } from './image-alarms.ts';
import { network } from './network.ts';
import { mappings, outputs } from './outputs.ts';
import { parameterGroups, parameters } from './parameters.ts';
import { pipelineHealth } from './pipeline-health.ts';
import { queries } from './queries.ts';
import { queueAlarms } from './queue-alarms.ts';
import { queues } from './queues.ts';
import { role } from './role.ts';

/** The image pipeline as a template, in reading order. Two calls give the same: no clock, no environment, no chance. */
export const imagePipeline = (chosen: Choices = choices) => ({
  AWSTemplateFormatVersion: '2010-09-09',
  Description: 'Asynchronous image pipeline: upload bucket, queue and dead-letter queue, function, processed bucket.',
  Metadata: { 'AWS::CloudFormation::Interface': { ParameterGroups: parameterGroups } },
  Parameters: parameters,
  Mappings: mappings,
  Conditions: conditions,
  Resources: {
    ...buckets(),
    ...queues(),
    ...imageFunction(chosen),
    ...role(),
    ...network(),
    ...(chosen.dnsFirewall && dnsFirewall()),
    ...alarmTopic(),
    ...pipelineHealth(),
    ...functionAlarms(),
    ...queueAlarms(),
    ...imageAlarms(),
    ...dashboard(),
    ...queries(),
  } satisfies Record<LogicalId, Resource>,
  Outputs: outputs(),
});
