import type { AlarmState } from './alarms/alarm-state.ts';
import type { LogLine } from './logs/log-line.ts';
import { embeddedMetrics } from './metrics/embedded-metrics.ts';
import type { Datum } from './metrics/metric.ts';
import { createMetricStore, type MetricStore } from './metrics/metric-store.ts';
import type { Monitoring } from './monitoring.ts';
import { UnknownPart } from './syntax/unknown-part.ts';

/** A change of an alarm's state: when, in milliseconds since 1970, and which ARNs were told. */
export type Transition = { at: number; alarm: string; from: AlarmState; to: AlarmState; told: readonly string[] };

/** A CloudWatch with a clock of its own, which only goes when it is told to. Alarms go by their logical id. */
export type CloudWatch = {
  store: MetricStore;
  /** What a service publishes by itself. */
  publish(datum: Datum): void;
  /** Takes a line of the function's log group: its embedded metrics, and those that metric filters make of it. */
  log(line: LogLine): void;
  /** Lets the time go on, and evaluates every alarm at the end of each minute. */
  advance(to: number): void;
  stateOf(alarm: string): AlarmState;
  transitions(): readonly Transition[];
};

export const MINUTE_MILLISECONDS = 60_000;

/**
 * Starts the model at a whole minute, with every alarm in INSUFFICIENT_DATA, as a new one is. Metrics are there at once:
 * services take up to a few minutes more.
 */
export function startCloudWatch(monitoring: Monitoring, start: number, resolutionSeconds = 60): CloudWatch {
  const store = createMetricStore(resolutionSeconds);
  const all = [...monitoring.alarms, ...monitoring.composites];
  const states = new Map<string, AlarmState>(all.map(({ logicalId }) => [logicalId, 'INSUFFICIENT_DATA']));
  const idOf = new Map(all.map(({ logicalId, name }) => [name, logicalId]));
  const transitions: Transition[] = [];
  let now = Math.floor(start / MINUTE_MILLISECONDS) * MINUTE_MILLISECONDS;

  const stateOf = (alarm: string): AlarmState => {
    const state = states.get(alarm) ?? states.get(idOf.get(alarm.replace(/^arn:.*:alarm:/, '')) ?? '');
    if (state === undefined) throw new UnknownPart(`Expected an alarm of the template but received ${alarm}`);
    return state;
  };
  function move({ logicalId, actions }: (typeof all)[number], to: AlarmState): void {
    const from = stateOf(logicalId);
    if (from === to) return;
    states.set(logicalId, to);
    transitions.push({ at: now, alarm: logicalId, from, to, told: actions[to] });
  }
  function evaluate(): void {
    for (const alarm of monitoring.alarms) move(alarm, alarm.evaluate(store, now, stateOf(alarm.logicalId)));
    // One composite alarm may be the cause of another: as many rounds as there are settle any chain of them.
    for (const _ of monitoring.composites)
      for (const composite of monitoring.composites) move(composite, composite.rule.holds(stateOf) ? 'ALARM' : 'OK');
  }

  return {
    store,
    stateOf,
    transitions: () => transitions,
    publish: store.put,
    log(line) {
      if (line.fields !== undefined) for (const datum of embeddedMetrics(line.fields)) store.put(datum);
      for (const filter of monitoring.filters) for (const datum of filter.dataOf(line)) store.put(datum);
    },
    advance(to) {
      while (now + MINUTE_MILLISECONDS <= to) {
        now += MINUTE_MILLISECONDS;
        evaluate();
      }
    },
  };
}
