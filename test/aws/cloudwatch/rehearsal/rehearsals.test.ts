import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { readLogLine } from '../../../../src/aws/cloudwatch/logs/log-line.ts';
import { embeddedMetrics } from '../../../../src/aws/cloudwatch/metrics/embedded-metrics.ts';
import { type Monitoring, readMonitoring } from '../../../../src/aws/cloudwatch/monitoring.ts';
import { type Plan, planRun } from '../../../../src/local/deploy/plan.ts';
import type { Recording } from '../../../../src/local/metrics/recording.ts';
import { listDeployments } from '../../../../src/pipeline/deployment.ts';
import { LOCAL_REGION } from '../../../../src/pipeline/local-stack.ts';
import { unfed } from './emitted.ts';
import { withDimensions, withField, withMetric, withScaled } from './mutate.ts';
import { type Recordings, record } from './recordings.ts';
import { REHEARSALS, type Settings, UNREHEARSED } from './rehearsals.ts';
import { alarmsThatDidNotFire, rehearse } from './rehearse.ts';
import { startTimeline } from './timeline.ts';

const planOf = (deployment: string): Promise<Plan> => planRun(deployment, undefined, LOCAL_REGION);

function settingsOf({ resources }: Plan): Settings {
  const properties = Object.values(resources).find(({ Type }) => Type === 'AWS::Lambda::Function')?.Properties ?? {};
  const reserved = properties['ReservedConcurrentExecutions'];
  return {
    functionTimeoutSeconds: Number(properties['Timeout']),
    reservedConcurrency: reserved === undefined ? undefined : Number(reserved),
  };
}

/** Replays of two images: more in five minutes than the floor of the error rate. */
const GOOD_A_MINUTE = 3;

/** The alarm that has to tell of a single file, whatever else is well. */
const TELLS_OF_ONE = 'DeadLetterQueueAlarm';

/** The monitoring without the alarms that have a reason not to be rehearsed. */
const rehearsed = ({ monitoring }: Plan): Monitoring => ({
  ...monitoring,
  alarms: monitoring.alarms.filter(({ logicalId }) => !Object.hasOwn(UNREHEARSED, logicalId)),
});

/** One recording serves every deployment: their names are the same here, only their thresholds differ. */
let recordings: Recordings;
before(async () => {
  recordings = await record(await planOf('staging'));
});

const plans = await Promise.all((await listDeployments('templates/deployments')).map(planOf));

for (const plan of plans) {
  const { deployment, monitoring } = plan;
  const settings = settingsOf(plan);

  describe(`the alarms of ${deployment}`, () => {
    for (const alarm of monitoring.alarms)
      for (const rehearsal of REHEARSALS[alarm.logicalId] ?? [])
        it(`rehearse ${alarm.logicalId}: ${rehearsal.fault}${rehearsal.scaled ? ` (${rehearsal.scaled.what})` : ''}`, () => {
          const { silent, transitions } = rehearse(alarm, rehearsal, { monitoring, recordings, settings });
          assert.equal(silent, undefined);
          const own = transitions.filter((each) => each.alarm === alarm.logicalId).map(({ to }) => to);
          assert.deepEqual(own, ['OK', 'ALARM', 'OK'], 'once, without a flap');
        });

    it('make one message of an incident, and one of what it leaves in the dead-letter queue', () => {
      const timeline = startTimeline(monitoring);
      for (let minute = 0; minute < 20; minute++) timeline.pass([[recordings.good, 5]], recordings.good);
      const start = timeline.cloudwatch.transitions().length;
      for (let minute = 0; minute < 20; minute++) timeline.pass([[recordings.denied, 10]], recordings.denied);
      const later = timeline.cloudwatch.transitions().slice(start);
      const fired = later.filter(({ to }) => to === 'ALARM');
      const told = fired.filter((transition) => transition.told.length > 0).map(({ alarm }) => alarm);
      assert.ok(fired.length > told.length, `several alarms fire: ${fired.map(({ alarm }) => alarm).join(', ')}`);
      const composites = monitoring.composites.map(({ logicalId }) => logicalId);
      assert.deepEqual(told.toSorted(), [...composites, TELLS_OF_ONE].toSorted());
    });

    it('stay quiet on a day with a bad file an hour, but for the one that tells of each', () => {
      const timeline = startTimeline(monitoring);
      for (let hour = 0; hour < 24; hour++) {
        for (let minute = 1; minute < 60; minute++) timeline.pass([[recordings.good, GOOD_A_MINUTE]], recordings.good);
        timeline.pass(
          [
            [recordings.good, GOOD_A_MINUTE],
            [recordings.bad, 1],
          ],
          recordings.bad,
        );
      }
      const fired = timeline.cloudwatch.transitions().filter(({ to }) => to === 'ALARM');
      assert.deepEqual([...new Set(fired.map(({ alarm }) => alarm))], [TELLS_OF_ONE]);
      assert.equal(fired.length, 24, 'it clears each time when the queue is empty');
    });
  });
}

describe('a rehearsal finds', () => {
  const [plan] = plans.toSorted((one, other) => other.monitoring.alarms.length - one.monitoring.alarms.length) as [
    Plan,
  ];
  const { resources } = plan;
  const monitoring = rehearsed(plan);
  const settings = settingsOf(plan);

  it('every alarm of the template rehearsed, or a reason why not, and neither for one that does not exist', () => {
    const alarms = plans.flatMap((each) => each.monitoring.alarms.map(({ logicalId }) => logicalId));
    const known = [...Object.keys(REHEARSALS), ...Object.keys(UNREHEARSED)];
    assert.deepEqual([...new Set(alarms)].sort(), known.sort());
    for (const [logicalId, reason] of Object.entries(UNREHEARSED)) assert.ok(reason.length > 40, logicalId);
  });

  it('a metric of a service and one of the handler on another scale', () => {
    const latencies = ({ lines }: Recording): number[] =>
      lines
        .flatMap(({ at, line }) => embeddedMetrics(readLogLine(at, line).fields ?? {}))
        .flatMap(({ name, values }) => (name === 'Latency' ? values : []));
    const observed = latencies(recordings.good);
    assert.ok(observed.some((value) => value > 0));
    assert.deepEqual(
      latencies(withScaled(recordings.good, 'Latency', 3)),
      observed.map((value) => 3 * value),
    );
    const durations = ({ data }: Recording): number[] =>
      data.flatMap(({ name, values }) => (name === 'Duration' ? values : []));
    assert.deepEqual(
      durations(withScaled(recordings.good, 'Duration', 3)),
      durations(recordings.good).map((value) => 3 * value),
    );
  });

  it('every metric of an alarm or a widget emitted, and no widget empty', () => {
    for (const each of plans) assert.deepEqual(unfed(rehearsed(each), recordings), []);
  });

  for (const { logicalId, metrics } of monitoring.alarms)
    for (const { name } of metrics.filter(({ dimensions }) => Object.hasOwn(dimensions, 'Pipeline')))
      it(`${logicalId} without a metric when the handler gives ${name} another name`, () => {
        const sentences = unfed(monitoring, withMetric(recordings, name, `${name}Renamed`)).join('\n');
        assert.match(sentences, new RegExp(`^${logicalId}: nothing emits ImagePipeline ${name} `, 'm'));
      });

  it('ErrorRateAlarm silent when the handler calls failed images something else', () => {
    const sentences = alarmsThatDidNotFire({
      monitoring,
      recordings: withMetric(recordings, 'FailedImages', 'Failures'),
      settings,
    });
    assert.match(sentences.join('\n'), /^ErrorRateAlarm would have stayed silent: it is OK after \d+ minutes/m);
  });

  for (const { logicalId } of monitoring.alarms)
    it(`${logicalId} silent when it asks for another dimension`, () => {
      const other = readMonitoring(withDimensions(resources, logicalId), plan.pseudo);
      assert.match(unfed(other, recordings).join('\n'), new RegExp(`^${logicalId}: nothing emits`, 'm'));
      const alarms = other.alarms.filter((alarm) => alarm.logicalId === logicalId);
      const [sentence] = alarmsThatDidNotFire({
        monitoring: { ...other, alarms, composites: [] },
        recordings,
        settings,
      });
      assert.match(sentence ?? '', new RegExp(`^${logicalId} would have stayed silent: `));
    });

  it('ErrorLinesAlarm silent when a line of the log calls its level something else', () => {
    const sentences = alarmsThatDidNotFire({
      monitoring,
      recordings: withField(recordings, 'level', 'severity'),
      settings,
    });
    assert.deepEqual(
      [...new Set(sentences.map((sentence) => sentence.replace(/:.*/, '')))],
      ['ErrorLinesAlarm would have stayed silent'],
    );
  });
});
