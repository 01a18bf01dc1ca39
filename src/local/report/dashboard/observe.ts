import type { AlarmState } from '../../../aws/cloudwatch/alarms/alarm-state.ts';
import { type CloudWatch, MINUTE_MILLISECONDS, startCloudWatch } from '../../../aws/cloudwatch/cloudwatch.ts';
import type { Place, Widget } from '../../../aws/cloudwatch/dashboard/dashboard.ts';
import { readLogLine } from '../../../aws/cloudwatch/logs/log-line.ts';
import type { Monitoring } from '../../../aws/cloudwatch/monitoring.ts';
import type { Recording } from '../../metrics/recording.ts';
import { type Drawn, drawLines, drawRow, type Periods } from './draw-lines.ts';

/** An alarm and its state at the end of the minute in which the run ended. */
export type ObservedAlarm = { logicalId: string; description: string; isComposite: boolean; state: AlarmState };

/** A widget of the template's dashboard with the figures of the run. */
export type ObservedWidget =
  | { widget: Extract<Widget, { type: 'metric' | 'log' }>; drawn: readonly Drawn[] }
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
  for (const { at, line } of lines) cloudwatch.log(readLogLine(at, line));
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

function periodsOfRun({ from, to }: Recording): Periods {
  const seconds = (to - from) / 1000;
  const stepSeconds = STEPS.find((step) => seconds / step <= MOST_POINTS) ?? Math.ceil(seconds / MOST_POINTS);
  const step = stepSeconds * 1000;
  const end = (Math.floor(to / step) + 1) * step;
  const count = (end - Math.floor(from / step) * step) / step;
  return {
    steps: { to: end, seconds: stepSeconds, count },
    whole: { to: end, seconds: stepSeconds * count, count: 1 },
  };
}

/** Looks at a run with the eyes of the template's alarms and dashboard. */
export function observe(monitoring: Monitoring, recording: Recording): Observation {
  const periods = periodsOfRun(recording);
  const { store } = play(monitoring, recording, periods.steps.seconds);
  const lines = recording.lines.map(({ at, line }) => readLogLine(at, line));
  const alarms = observeAlarms(monitoring, recording);
  const all = [...monitoring.alarms, ...monitoring.composites];
  const byArn = (arn: string): ObservedAlarm[] => {
    const logicalId = all.find(({ name }) => arn.endsWith(`:alarm:${name}`))?.logicalId;
    return alarms.filter((alarm) => alarm.logicalId === logicalId);
  };
  function observeWidget(widget: Widget): ObservedWidget {
    switch (widget.type) {
      case 'metric': {
        const visible = widget.rows.filter(({ isVisible }) => isVisible);
        return { widget, drawn: visible.flatMap((row) => drawRow(row, widget.rows, store, periods)) };
      }
      case 'log': {
        const { chart } = widget;
        return chart ? { widget, drawn: drawLines((window) => chart.series(lines, window), periods) } : { widget };
      }
      case 'alarm':
        return { widget, alarms: widget.alarms.flatMap(byArn) };
      case 'text':
        return { widget };
    }
  }
  return {
    seconds: Math.max(recording.to - recording.from, 1) / 1000,
    stepSeconds: periods.steps.seconds,
    alarms,
    widgets: monitoring.dashboards.flatMap(({ widgets }) => widgets).map(observeWidget),
  };
}

/** In the order in which they are read where there is but one column. */
export const inReadingOrder = (widgets: readonly ObservedWidget[]): ObservedWidget[] => {
  const rank = ({ y, x }: Place): number => y * 24 + x;
  return widgets.toSorted((a, b) => rank(a.widget.place) - rank(b.widget.place));
};
