import type { Datum } from '../../cloudwatch/metrics/metric.ts';

/** All that a run told CloudWatch. Times are milliseconds since 1970. */
export type Recording = {
  from: number;
  to: number;
  /** Of the function's log group. */
  lines: readonly { at: number; line: string }[];
  /** What the services published by themselves. */
  data: readonly Datum[];
};

/** Keeps what is told until it is asked for. */
export type Recorder = {
  log(line: string): void;
  publish(datum: Datum): void;
  recording(): Recording;
};

export function startRecorder(): Recorder {
  const from = Date.now();
  const lines: Recording['lines'][number][] = [];
  const data: Datum[] = [];
  return {
    log: (line) => lines.push({ at: Date.now(), line }),
    publish: (datum) => data.push(datum),
    recording: () => ({ from, to: Date.now(), lines, data }),
  };
}
