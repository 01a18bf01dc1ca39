import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { type Monitoring, readMonitoring } from '../../../src/cloudwatch/monitoring.ts';
import { type Plan, planRun } from '../../../src/local/deploy/plan.ts';
import { LOCAL_REGION } from '../../../src/local/endpoints.ts';
import { listDeployments } from '../../../src/template/deployment.ts';
import { unfed } from './emitted.ts';
import { withDimensions, withField, withMetric } from './mutate.ts';
import { REHEARSALS, type Settings } from './rehearsals.ts';
import { rehearse, silentAlarms } from './rehearse.ts';
import { startScore } from './score.ts';
import { recordTakes, type Takes } from './takes.ts';

const planOf = (deployment: string): Promise<Plan> => planRun(deployment, undefined, LOCAL_REGION);

function settingsOf({ resources }: Plan): Settings {
  const properties = Object.values(resources).find(({ Type }) => Type === 'AWS::Lambda::Function')?.Properties ?? {};
  const reserved = properties['ReservedConcurrentExecutions'];
  return {
    functionTimeoutSeconds: Number(properties['Timeout']),
    reservedConcurrency: reserved === undefined ? undefined : Number(reserved),
  };
}

const DAY_MINUTES = 24 * 60;

/** The alarm that has to tell of a single file, whatever else is well. */
const TELLS_OF_ONE = 'DeadLetterQueueAlarm';

/** One recording serves every deployment: their names are the same here, only their thresholds differ. */
let takes: Takes;
before(async () => {
  takes = await recordTakes(await planOf('staging'));
});

const plans = await Promise.all((await listDeployments('templates/deployments')).map(planOf));

for (const plan of plans) {
  const { deployment, monitoring } = plan;
  const settings = settingsOf(plan);

  describe(`the alarms of ${deployment}`, () => {
    for (const alarm of monitoring.alarms)
      it(`rehearse ${alarm.logicalId}: ${REHEARSALS[alarm.logicalId]?.fault}`, () => {
        const { silent, transitions } = rehearse(alarm, monitoring, takes, settings);
        assert.equal(silent, undefined);
        const own = transitions.filter((each) => each.alarm === alarm.logicalId).map(({ from, to }) => `${from} ${to}`);
        assert.deepEqual(own, ['INSUFFICIENT_DATA OK', 'OK ALARM', 'ALARM OK'], 'once, without a flap');
      });

    it('make one message of an incident, and one of what it leaves in the dead-letter queue', () => {
      const score = startScore(monitoring);
      for (let minute = 0; minute < 20; minute++) score.pass([[takes.good, 5]], takes.good);
      const start = score.cloudwatch.transitions().length;
      for (let minute = 0; minute < 20; minute++) score.pass([[takes.denied, 10]], takes.denied);
      const fired = score.cloudwatch
        .transitions()
        .slice(start)
        .filter(({ to }) => to === 'ALARM');
      const told = fired.filter((transition) => transition.told.length > 0).map(({ alarm }) => alarm);
      assert.ok(fired.length > told.length, `several alarms fire: ${fired.map(({ alarm }) => alarm).join(', ')}`);
      const composites = monitoring.composites.map(({ logicalId }) => logicalId);
      assert.deepEqual(told.toSorted(), [...composites, TELLS_OF_ONE].toSorted());
    });

    it('stay quiet on a day with a bad file an hour, but for the one that tells of each', () => {
      const score = startScore(monitoring);
      for (let minute = 0; minute < DAY_MINUTES; minute++) {
        const isBad = minute % 60 === 30;
        score.pass(
          isBad
            ? [
                [takes.good, 5],
                [takes.bad, 1],
              ]
            : [[takes.good, 5]],
          isBad ? takes.bad : takes.good,
        );
      }
      const fired = score.cloudwatch
        .transitions()
        .filter(({ to }) => to === 'ALARM')
        .map(({ alarm }) => alarm);
      assert.deepEqual([...new Set(fired)], [TELLS_OF_ONE]);
      assert.equal(fired.length, 24, 'it clears each time when the queue is empty');
    });
  });
}

describe('a rehearsal finds', () => {
  const [plan] = plans;
  const silent = (monitoring: Monitoring, from: Takes): string[] =>
    plan === undefined ? [] : silentAlarms(monitoring, from, settingsOf(plan));
  const { monitoring, resources } = plan as Plan;
  /** Metrics of the handler's own lines that alarms watch, and the alarms. */
  const watched = monitoring.alarms.flatMap(({ logicalId, metrics }) =>
    metrics.filter(({ dimensions }) => Object.hasOwn(dimensions, 'Pipeline')).map(({ name }) => ({ logicalId, name })),
  );

  it('every alarm of the template, and no rehearsal of one that there is not', () => {
    const alarms = plans.flatMap((each) => each.monitoring.alarms.map(({ logicalId }) => logicalId));
    assert.deepEqual([...new Set(alarms)].sort(), Object.keys(REHEARSALS).sort());
  });

  it('every metric of an alarm or a widget emitted, and no widget empty', () => {
    for (const each of plans) assert.deepEqual(unfed(each.monitoring, takes), []);
  });

  for (const { logicalId, name } of watched)
    it(`${logicalId} silent when the handler gives ${name} another name`, () => {
      const renamed = withMetric(takes, name, `${name}Renamed`);
      assert.match(
        unfed(monitoring, renamed).join('\n'),
        new RegExp(`${logicalId}: nobody emits ImagePipeline ${name} `),
      );
      if (name === 'FailedImages')
        assert.match(silent(monitoring, renamed).join('\n'), new RegExp(`${logicalId} would have stayed silent`));
    });

  for (const { logicalId } of monitoring.alarms)
    it(`${logicalId} silent when it asks for another dimension`, () => {
      const renamed = withDimensions(resources, logicalId);
      const other = readMonitoring(renamed, plan?.pseudo as Plan['pseudo']);
      assert.match(unfed(other, takes).join('\n'), new RegExp(`${logicalId}: nobody emits`));
      const [only, ...others] = silent(other, takes);
      assert.match(only ?? '', new RegExp(`^${logicalId} would have stayed silent: `));
      assert.deepEqual(others, []);
    });

  it('ErrorLinesAlarm silent when a line of the log calls its level something else', () => {
    assert.deepEqual(
      silent(monitoring, withField(takes, 'level', 'severity')).map((sentence) => sentence.replace(/:.*/, '')),
      ['ErrorLinesAlarm would have stayed silent'],
    );
  });
});
