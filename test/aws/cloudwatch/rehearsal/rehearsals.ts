import type { Datum } from '../../../../src/aws/cloudwatch/metrics/metric.ts';
import type { Recording } from '../../../../src/local/metrics/recording.ts';
import type { Recordings } from './recordings.ts';
import { WAITING } from './waiting.ts';

/** What an alarm is rehearsed with. */
export type Rehearsal = {
  /** The fault that it exists for. */
  fault: string;
  /** What happens in each minute of the fault. */
  recording: keyof Recordings;
  /** How often in a minute. */
  times: number;
  /** What of it was not observed, but scaled: a metric of the recording, times a factor. */
  scaled?: { what: string; scale?: { metric: string; by(settings: Settings): number } };
  /** What waits grows older until the fault is over, first up to the threshold. */
  growsToThreshold?: true;
};

/** The deployment's values that recordings are scaled to. */
export type Settings = { functionTimeoutSeconds: number; reservedConcurrency: number | undefined };

const DENIED: Rehearsal = {
  fault: 'the function may not write to the processed bucket',
  recording: 'denied',
  times: 10,
};
const CORRUPT: Rehearsal = { fault: 'files that are no images, one after the other', recording: 'bad', times: 10 };

const GROWING_AGE = {
  what: 'ApproximateAgeOfOldestMessage: observed at the beginning of the fault, then growing',
};

/** By the logical id of the alarm. An alarm of the template fails a test without a rehearsal here, or a reason below. */
export const REHEARSALS: Readonly<Record<string, readonly [Rehearsal, ...Rehearsal[]]>> = {
  FunctionErrorsAlarm: [
    { fault: 'the function cannot start, for one of its variables is wrong', recording: 'crash', times: 1 },
  ],
  FunctionThrottlesAlarm: [{ fault: 'one invocation more than are reserved', recording: 'throttled', times: 1 }],
  FunctionDurationAlarm: [
    {
      fault: 'an invocation takes 95 % of its time',
      recording: 'slow',
      times: 1,
      scaled: {
        what: `Duration: observed of a function with ${WAITING.timeoutSeconds} s, scaled to FunctionTimeout`,
        scale: {
          metric: 'Duration',
          by: ({ functionTimeoutSeconds }) => functionTimeoutSeconds / WAITING.timeoutSeconds,
        },
      },
    },
  ],
  FunctionConcurrencyAlarm: [
    {
      fault: 'as many invocations at a time as are reserved',
      recording: 'busy',
      times: 1,
      scaled: {
        what: `ConcurrentExecutions: observed of a function that reserves ${WAITING.reservedConcurrency}, scaled to ReservedConcurrency`,
        scale: {
          metric: 'ConcurrentExecutions',
          by: ({ reservedConcurrency = 0 }) => reservedConcurrency / WAITING.reservedConcurrency,
        },
      },
    },
  ],
  OldestMessageAgeAlarm: [
    {
      fault: 'nobody polls the image queue',
      recording: 'stuck',
      times: 0,
      growsToThreshold: true,
      scaled: GROWING_AGE,
    },
    {
      fault: 'uploads come faster than the function is',
      recording: 'flood',
      times: 1,
      growsToThreshold: true,
      scaled: GROWING_AGE,
    },
  ],
  DeadLetterQueueAlarm: [{ fault: 'files that are no images', recording: 'bad', times: 1 }],
  ErrorRateAlarm: [DENIED, CORRUPT],
  ErrorLinesAlarm: [DENIED, CORRUPT],
};

/** Why an alarm has no rehearsal, by its logical id: such as a metric of a service that the local run does not have. */
export const UNREHEARSED: Readonly<Record<string, string>> = {};

/** The part of a recording that goes on while nothing new happens: how many messages wait, and how old the oldest is. */
const GAUGES: readonly string[] = [
  'ApproximateNumberOfMessagesVisible',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
  'ApproximateAgeOfOldestMessage',
];

export const isGauge = ({ name }: Datum): boolean => GAUGES.includes(name);

/** The last sample of each gauge of each queue. */
export const lastGauges = ({ data }: Recording): Datum[] => [
  ...new Map(data.filter(isGauge).map((datum) => [`${datum.name} ${datum.dimensions['QueueName']}`, datum])).values(),
];
