import type { AlarmState } from '../../../cloudwatch/alarms/alarm-state.ts';
import { type CloudWatch, MINUTE_MILLISECONDS, startCloudWatch } from '../../../cloudwatch/cloudwatch.ts';
import type { Place, Widget } from '../../../cloudwatch/dashboard/dashboard.ts';
import type { Row } from '../../../cloudwatch/dashboard/metric-rows.ts';
import { computeQuery } from '../../../cloudwatch/math/query.ts';
import { asAll, isArray, type Value } from '../../../cloudwatch/math/value.ts';
import type { Window } from '../../../cloudwatch/metrics/metric-store.ts';
import type { Monitoring } from '../../../cloudwatch/monitoring.ts';
import type { Recording } from '../../metrics/recording.ts';

/** An alarm and its state at the end of the minute in which the run ended. */
export type ObservedAlarm = { logicalId: string; description: string; isComposite: boolean; state: AlarmState };

/** A line of a chart: points in seconds since the run began, and what the whole run comes to. */
export type Drawn = {
  label: string;
  points: readonly (readonly [seconds: number, value: number])[];
  total: number | undefined;
  isOnRight: boolean;
};

/** A widget of the template's dashboard with the figures of the run. */
export type ObservedWidget =
  | { widget: Extract<Widget, { type: 'metric' }>; drawn: readonly Drawn[] }
  | { widget: Extract<Widget, { type: 'alarm' }>; alarms: readonly ObservedAlarm[] }
  | { widget: Extract<Widget, { type: 'text' | 'log' }> };

/** What the alarms and the dashboard of the template make of a run. */
export type Observation = {
  seconds: number;
  /** Of a point in the charts: CloudWatch's own periods are longer than a run. */
  stepSeconds: number;
  alarms: readonly ObservedAlarm[];
  widgets: readonly ObservedWidget[];
};

const STEPS: readonly number[] = [0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300];

/** As many as a chart of the width of a phone can show apart. */
const MOST_POINTS = 60;

function play(monitoring: Monitoring, { from, lines, data }: Recording, resolutionSeconds: number): CloudWatch {
  const cloudwatch = startCloudWatch(monitoring, from, resolutionSeconds);
  for (const { at, line } of lines) cloudwatch.log(at, line);
  for (const datum of data) cloudwatch.publish(datum);
  return cloudwatch;
}

function observeAlarms(monitoring: Monitoring, recording: Recording): ObservedAlarm[] {
  const cloudwatch = play(monitoring, recording, 60);
  cloudwatch.advance(Math.ceil(recording.to / MINUTE_MILLISECONDS) * MINUTE_MILLISECONDS);
  const observed = (isComposite: boolean) => (alarm: { logicalId: string; description: string }) => ({
    logicalId: alarm.logicalId,
    description: alarm.description,
    isComposite,
    state: cloudwatch.stateOf(alarm.logicalId),
  });
  return [...monitoring.composites.map(observed(true)), ...monitoring.alarms.map(observed(false))];
}

const totalOf = (value: Value, index: number): number | undefined =>
  typeof value === 'number' ? value : [...(asAll(value, 'a row')[index]?.points.values() ?? [])].at(-1);

/** A row is one line, or as many as its expression finds. */
function drawRow(row: Row, rows: readonly Row[], cloudwatch: CloudWatch, steps: Window, whole: Window): Drawn[] {
  const queries = rows.map(({ query }) => query);
  const value = computeQuery(row.query, queries, cloudwatch.store, steps);
  const total = computeQuery(row.query, queries, cloudwatch.store, whole);
  const start = steps.to - steps.count * steps.seconds * 1000;
  return asAll(value, row.query.label).map(({ label, points }, index) => ({
    label: isArray(value) ? label : row.query.label,
    points: [...points].map(([at, point]) => [(at - start) / 1000, point] as const),
    total: totalOf(total, index),
    isOnRight: row.isOnRight,
  }));
}

/** Looks at a run with the eyes of the template's alarms and dashboard. */
export function observe(monitoring: Monitoring, recording: Recording): Observation {
  const seconds = (recording.to - recording.from) / 1000;
  const stepSeconds = STEPS.find((step) => seconds / step <= MOST_POINTS) ?? Math.ceil(seconds / MOST_POINTS);
  const step = stepSeconds * 1000;
  const count = Math.floor(recording.to / step) - Math.floor(recording.from / step) + 1;
  const steps: Window = { to: (Math.floor(recording.to / step) + 1) * step, seconds: stepSeconds, count };
  const whole: Window = { to: steps.to, seconds: stepSeconds * count, count: 1 };
  const cloudwatch = play(monitoring, recording, stepSeconds);
  const alarms = observeAlarms(monitoring, recording);
  const names = new Map(
    [...monitoring.alarms, ...monitoring.composites].map(({ name, logicalId }) => [name, logicalId]),
  );

  const widgets = monitoring.dashboards
    .flatMap(({ widgets: all }) => all)
    .map((widget): ObservedWidget => {
      if (widget.type === 'metric') {
        const visible = widget.rows.filter(({ isVisible }) => isVisible);
        return { widget, drawn: visible.flatMap((row) => drawRow(row, widget.rows, cloudwatch, steps, whole)) };
      }
      if (widget.type !== 'alarm') return { widget };
      const shown = widget.alarms.map((arn) => names.get(arn.replace(/^arn:.*:alarm:/, '')));
      return { widget, alarms: shown.flatMap((id) => alarms.find(({ logicalId }) => logicalId === id) ?? []) };
    });
  return { seconds, stepSeconds, alarms, widgets };
}

/** In the order in which they are read where there is but one column. */
export const inReadingOrder = (widgets: readonly ObservedWidget[]): ObservedWidget[] => {
  const rank = ({ y, x }: Place): number => y * 24 + x;
  return widgets.toSorted((a, b) => rank(a.widget.place) - rank(b.widget.place));
};
