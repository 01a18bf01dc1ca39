import type { Choices } from '../pipeline/choices.ts';
import { describe, notifyTopic } from './alarm.ts';
import { type LogicalId, type Resource, sub, when } from './cloudformation.ts';

const CAUSES = [
  'FunctionErrorsAlarm',
  'FunctionThrottlesAlarm',
  'FunctionDurationAlarm',
  'OldestMessageAgeAlarm',
  'ErrorRateAlarm',
  'ErrorLinesAlarm',
] as const satisfies readonly LogicalId[];

const fired = (id: LogicalId): string => `ALARM("\${${id}}")`;

/**
 * The one alarm that tells of an incident, however many of its causes fire. They tell nobody themselves.
 *
 * The dead-letter queue is no cause, and tells the topic itself. It is not empty after a single broken file, and stays so
 * until a person has decided: as a cause it would call that an outage, and hide the real one that comes meanwhile. What an
 * incident leaves behind there is a second piece of news, as it is a second piece of work.
 */
export const pipelineHealth = (choices: Choices) =>
  ({
    PipelineHealthAlarm: {
      Why: 'One incident is one message, however many causes fire. The dead-letter queue notifies by itself.',
      Type: 'AWS::CloudWatch::CompositeAlarm',
      Properties: {
        AlarmDescription: describe('At least one cause has fired.', 'see on the dashboard which.', 'Pipeline health'),
        AlarmRule: sub(`${CAUSES.map(fired).join(' OR ')}\${OrConcurrency}`, {
          OrConcurrency: when<ReturnType<typeof sub> | string>(
            'ReservesConcurrency',
            sub(` OR ${fired('FunctionConcurrencyAlarm')}`),
            '',
          ),
        }),
        ...notifyTopic(choices),
      },
    },
  }) satisfies Record<string, Resource>;
