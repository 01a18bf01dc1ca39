import type { Datum } from '../../aws/cloudwatch/metrics/metric.ts';

/** All that a run told CloudWatch. Times are milliseconds since 1970; `from` is that of the first. */
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
  const lines: Recording['lines'][number][] = [];
  const data: Datum[] = [];
  return {
    log: (line) => lines.push({ at: Date.now(), line }),
    publish: (datum) => data.push(datum),
    recording() {
      const to = Date.now();
      return { from: Math.min(lines[0]?.at ?? to, data[0]?.at ?? to), to, lines, data };
    },
  };
}
