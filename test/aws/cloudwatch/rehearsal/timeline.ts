import { type CloudWatch, MINUTE_MILLISECONDS, startCloudWatch } from '../../../../src/aws/cloudwatch/cloudwatch.ts';
import { type LogLine, readLogLine } from '../../../../src/aws/cloudwatch/logs/log-line.ts';
import type { Datum } from '../../../../src/aws/cloudwatch/metrics/metric.ts';
import type { Monitoring } from '../../../../src/aws/cloudwatch/monitoring.ts';
import type { Recording } from '../../../../src/local/metrics/recording.ts';
import { remembered } from '../../../../src/shared/memoize.ts';
import { isGauge, lastGauges } from './rehearsals.ts';

/** Lays recordings out along the clock of a CloudWatch. */
export type Timeline = {
  cloudwatch: CloudWatch;
  /** Minutes since the timeline began. */
  minute(): number;
  /**
   * One minute passes, in which each recording is repeated so many times; afterwards the queues hold what they held at
   * the end of `holding`, and what waits there grows older by `olderSeconds`.
   */
  pass(scaled: readonly (readonly [Recording, number])[], holding: Recording, olderSeconds?: number): void;
};

/** A Monday, at midnight. */
const START = Date.UTC(2026, 0, 5);

/** Lines are replayed thousands of times: they are read once. */
const read = new WeakMap<Recording, readonly LogLine[]>();

const linesOf = (recording: Recording): readonly LogLine[] =>
  remembered(read, recording, ({ lines }) => lines.map(({ at, line }) => readLogLine(at, line)));

/** The same line at another time. CloudWatch takes that of embedded metrics from the line itself. */
function lineAt({ at: was, fields }: LogLine, at: number): LogLine {
  const metadata = fields?.['_aws'] as { Timestamp: number } | undefined;
  if (metadata === undefined) return { at, fields };
  return { at, fields: { ...fields, _aws: { ...metadata, Timestamp: metadata.Timestamp + at - was } } };
}

export function startTimeline(monitoring: Monitoring): Timeline {
  const cloudwatch = startCloudWatch(monitoring, START);
  let minute = 0;

  /** What the queues hold, often sampled, is published once however often the rest is repeated. */
  function play(recording: Recording, at: number, isFirst: boolean): void {
    const { from, data } = recording;
    // However long it took, it is replayed within the minute: a slow machine changes nothing.
    const within = (time: number): number => Math.min(time - from, MINUTE_MILLISECONDS / 2);
    for (const line of linesOf(recording)) cloudwatch.log(lineAt(line, at + within(line.at)));
    for (const datum of data)
      if (isFirst || !isGauge(datum)) cloudwatch.publish({ ...datum, at: at + within(datum.at) });
  }
  const older = (datum: Datum, seconds: number): Datum =>
    datum.name === 'ApproximateAgeOfOldestMessage'
      ? { ...datum, values: datum.values.map((value) => value + seconds) }
      : datum;

  return {
    cloudwatch,
    minute: () => minute,
    pass(scaled, holding, olderSeconds = 0) {
      const at = START + minute * MINUTE_MILLISECONDS;
      for (const [recording, times] of scaled) for (let time = 0; time < times; time++) play(recording, at, time === 0);
      for (const gauge of lastGauges(holding))
        cloudwatch.publish({ ...older(gauge, olderSeconds), at: at + MINUTE_MILLISECONDS - 1 });
      minute++;
      cloudwatch.advance(START + minute * MINUTE_MILLISECONDS);
    },
  };
}
