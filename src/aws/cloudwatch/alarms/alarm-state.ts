export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

export type MissingData = 'missing' | 'ignore' | 'breaching' | 'notBreaching';

/** A data point of the evaluation range, the oldest first; undefined where there is none. */
export type Breach = boolean | undefined;

export type Judgement = {
  evaluationPeriods: number;
  datapointsToAlarm: number;
  treatMissingData: MissingData;
  before: AlarmState;
};

/**
 * CloudWatch looks at more data points than EvaluationPeriods, so that late ones count; how many more it does not say.
 * Two more are those of its examples.
 */
export const EXTRA_PERIODS = 2;

/**
 * The state of a metric alarm. Data points that are there go before those that are missing: only where there are fewer
 * than EvaluationPeriods in the whole range, the rest is filled in.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function judge(range: readonly Breach[], alarm: Judgement): AlarmState {
  const { evaluationPeriods, datapointsToAlarm, treatMissingData, before } = alarm;
  const real = range.filter((breach) => breach !== undefined).slice(-evaluationPeriods);
  const breaching = real.filter(Boolean).length;
  const missing = evaluationPeriods - real.length;
  if (breaching + (treatMissingData === 'breaching' ? missing : 0) >= datapointsToAlarm) return 'ALARM';
  if (missing === 0 || treatMissingData === 'breaching' || treatMissingData === 'notBreaching') return 'OK';
  // A point within the threshold is enough to be OK. All that are there breach it from here on.
  if (breaching < real.length) return 'OK';
  if (treatMissingData === 'ignore') return before;
  // Too few points for an alarm, but the oldest has had its time without one that speaks against it.
  const age = range.length - range.indexOf(true);
  return breaching > 0 && age >= datapointsToAlarm ? 'ALARM' : 'INSUFFICIENT_DATA';
}
