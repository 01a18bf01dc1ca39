import { choices as configured } from '../../pipeline.config.ts';
import type { Choices } from '../pipeline/choices.ts';
import { alarmTopic } from './alarm-topic.ts';
import { functionAlarms, imageAlarms, pipelineHealth, queueAlarms } from './alarms.ts';
import { buckets } from './buckets.ts';
import { checkedChoices, differingChoices } from './choices.ts';
import type { LogicalId, Resource } from './cloudformation.ts';
import { dashboard } from './dashboard.ts';
import { dnsFirewall } from './dns-firewall.ts';
import { imageFunction } from './function.ts';
import { network } from './network.ts';
import { mappings, outputs } from './outputs.ts';
import { conditions, groupedParameters } from './parameters.ts';
import { queries } from './queries.ts';
import { queues } from './queues.ts';
import { role } from './role.ts';

/** Refuses resources that LogicalId does not list, which a spread alone would not. */
const only = <T extends Partial<Record<LogicalId, Resource>>>(
  resources: T & Record<Exclude<keyof T, LogicalId>, never>,
): T => resources;

/**
 * The image pipeline as a template, in reading order. Two calls give the same: no clock, no environment, no chance. Throws
 * UserError for a choice that cannot be.
 */
export function imagePipeline(chosen: Choices = configured) {
  const choices = checkedChoices(chosen);
  const differing = differingChoices(choices);
  const groups = groupedParameters(choices);
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: 'Asynchronous image pipeline: upload bucket, queue and dead-letter queue, function, processed bucket.',
    Metadata: {
      'AWS::CloudFormation::Interface': {
        ParameterGroups: Object.entries(groups).map(([heading, group]) => ({
          Label: { default: heading },
          Parameters: Object.keys(group),
        })),
      },
      ...(Object.keys(differing).length > 0 && { Choices: differing }),
    },
    Parameters: Object.assign({}, ...Object.values(groups)) as Record<string, object>,
    Mappings: mappings,
    Conditions: conditions(choices),
    Resources: only({
      ...buckets(choices),
      ...queues(),
      ...imageFunction(choices),
      ...role(),
      ...(choices.networkAccess !== 'internet' && network()),
      ...(choices.networkAccess === 'isolated-with-dns-firewall' && dnsFirewall()),
      ...(choices.alarmTopic === 'own' && alarmTopic()),
      ...pipelineHealth(choices),
      ...functionAlarms(),
      ...queueAlarms(choices),
      ...imageAlarms(),
      ...dashboard(),
      ...queries(),
    }),
    Outputs: outputs(choices),
  };
}
