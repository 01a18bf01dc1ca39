import { EXTRA_PERIODS } from '../../../../src/aws/cloudwatch/alarms/alarm-state.ts';
import type { MetricAlarm } from '../../../../src/aws/cloudwatch/alarms/metric-alarm.ts';
import type { Transition } from '../../../../src/aws/cloudwatch/cloudwatch.ts';
import type { Monitoring } from '../../../../src/aws/cloudwatch/monitoring.ts';
import { withScaled } from './mutate.ts';
import type { Recordings } from './recordings.ts';
import { REHEARSALS, type Rehearsal, type Settings } from './rehearsals.ts';
import { startTimeline } from './timeline.ts';

/** How a rehearsal went. `silent` is the sentence for an alarm that did not do what it is for. */
export type Report = { alarm: string; silent?: string; transitions: readonly Transition[] };

const MINUTES_BEFORE = 20;

/** Good images, more than any floor asks for. */
const GOOD_TIMES = 5;

/** What an alarm states: so many bad data points, and a minute until it is looked at. */
export const minutesToAlarm = ({ datapointsToAlarm, periodSeconds }: MetricAlarm): number =>
  Math.ceil((datapointsToAlarm * periodSeconds) / 60) + 1;

/** Until the last bad data point is out of the range that CloudWatch looks at. */
export const minutesToOk = ({ evaluationPeriods, periodSeconds }: MetricAlarm): number =>
  Math.ceil(((evaluationPeriods + EXTRA_PERIODS) * periodSeconds) / 60) + 1;

/** What a rehearsal is given: the alarms of a deployment, what was recorded, and the deployment's figures. */
export type Inputs = { monitoring: Monitoring; recordings: Recordings; settings: Settings };

/** Injects a fault of an alarm, sees it fire in its stated time, removes the fault, and sees it return. */
export function rehearse(
  alarm: MetricAlarm,
  rehearsal: Rehearsal,
  { monitoring, recordings, settings }: Inputs,
): Report {
  const { logicalId } = alarm;
  const { fault, recording, times, scaled, growsToThreshold } = rehearsal;
  const timeline = startTimeline(monitoring);
  const { cloudwatch } = timeline;
  const report = (silent?: string): Report => ({
    alarm: logicalId,
    ...(silent !== undefined && { silent: `${logicalId} would have stayed silent: ${silent}` }),
    transitions: cloudwatch.transitions(),
  });

  for (let minute = 0; minute < MINUTES_BEFORE; minute++)
    timeline.pass([[recordings.good, GOOD_TIMES]], recordings.good);
  const before = cloudwatch.stateOf(logicalId);
  if (before !== 'OK') return report(`it is ${before} while all is well`);

  const { metric, by } = scaled?.scale ?? {};
  const bad = metric && by ? withScaled(recordings[recording], metric, by(settings)) : recordings[recording];
  const limit = minutesToAlarm(alarm) + (growsToThreshold ? Math.ceil(alarm.threshold / 60) : 0);
  let waited = 0;
  while (cloudwatch.stateOf(logicalId) !== 'ALARM' && waited < limit) {
    timeline.pass([[bad, times]], bad, waited * 60);
    waited++;
  }
  if (cloudwatch.stateOf(logicalId) !== 'ALARM')
    return report(`it is ${cloudwatch.stateOf(logicalId)} after ${limit} minutes in which ${fault}`);

  for (let minute = 0; minute < minutesToOk(alarm); minute++)
    timeline.pass([[recordings.good, GOOD_TIMES]], recordings.good);
  const after = cloudwatch.stateOf(logicalId);
  return report(after === 'OK' ? undefined : `it is still ${after} after the fault is gone: ${fault}`);
}

/** The sentences of the alarms that a rehearsal finds silent. */
export const alarmsThatDidNotFire = (inputs: Inputs): string[] =>
  inputs.monitoring.alarms.flatMap((alarm) =>
    (REHEARSALS[alarm.logicalId] ?? []).flatMap((rehearsal) => rehearse(alarm, rehearsal, inputs).silent ?? []),
  );
