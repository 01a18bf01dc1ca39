import { MINUTE_MILLISECONDS, startCloudWatch } from '../../../../src/aws/cloudwatch/cloudwatch.ts';
import type { Widget } from '../../../../src/aws/cloudwatch/dashboard/dashboard.ts';
import { readLogLine } from '../../../../src/aws/cloudwatch/logs/log-line.ts';
import { computeQuery } from '../../../../src/aws/cloudwatch/math/query.ts';
import { asAll, type TimeSeries } from '../../../../src/aws/cloudwatch/math/value.ts';
import { showMetric } from '../../../../src/aws/cloudwatch/metrics/metric.ts';
import type { Window } from '../../../../src/aws/cloudwatch/metrics/metric-store.ts';
import type { Monitoring } from '../../../../src/aws/cloudwatch/monitoring.ts';
import type { Recordings } from './recordings.ts';

/** All recordings at once, as one run: from its first minute to its last. */
function playAll(monitoring: Monitoring, recordings: Recordings) {
  const all = Object.values(recordings);
  const from = Math.min(...all.map((recording) => recording.from));
  const to = Math.max(...all.map((recording) => recording.to));
  const cloudwatch = startCloudWatch(monitoring, from);
  for (const { lines, data } of all) {
    for (const { at, line } of lines) cloudwatch.log(readLogLine(at, line));
    for (const datum of data) cloudwatch.publish(datum);
  }
  const lines = all.flatMap((recording) => recording.lines.map(({ at, line }) => readLogLine(at, line)));
  return { store: cloudwatch.store, lines, from, to };
}

/** Minutes from the first to the last. */
function windowOf({ from, to }: ReturnType<typeof playAll>): Window {
  const start = Math.floor(from / MINUTE_MILLISECONDS);
  const end = Math.floor(to / MINUTE_MILLISECONDS) + 1;
  return { to: end * MINUTE_MILLISECONDS, seconds: 60, count: end - start };
}

/** What a widget is to show and has nothing for. */
function emptyLines(widget: Widget, scaled: ReturnType<typeof playAll>): string[] {
  const window = windowOf(scaled);
  const isEmpty = (all: readonly TimeSeries[]): boolean => all.every(({ points }) => points.size === 0);
  if (widget.type === 'log')
    return (widget.chart?.series(scaled.lines, window) ?? [])
      .filter((line) => isEmpty([line]))
      .map(({ label }) => label);
  if (widget.type !== 'metric') return [];
  const queries = widget.rows.map(({ query }) => query);
  return widget.rows
    .filter(({ isVisible }) => isVisible)
    .filter(({ query }) => isEmpty(asAll(computeQuery(query, queries, scaled.store, window), query.label)))
    .map(({ query }) => query.label);
}

/** Metrics that an alarm or a widget names and nothing emits in any recording, and widgets that stay empty: a sentence each. */
export function unfed(monitoring: Monitoring, recordings: Recordings): string[] {
  const scaled = playAll(monitoring, recordings);
  const unknownTo = (who: string, metrics: Parameters<typeof showMetric>[0][]): string[] =>
    metrics
      .filter((metric) => !scaled.store.has(metric))
      .map((metric) => `${who}: nothing emits ${showMetric(metric)}`);
  return [
    ...monitoring.alarms.flatMap(({ logicalId, metrics }) => unknownTo(logicalId, [...metrics])),
    ...monitoring.dashboards
      .flatMap(({ widgets }) => widgets)
      .flatMap((widget) => {
        const rows = widget.type === 'metric' ? widget.rows : [];
        const metrics = rows.flatMap(({ query }) => ('metric' in query ? [query.metric] : []));
        const empty = emptyLines(widget, scaled).map(
          (label) => `the widget ${widget.title} shows nothing for ${label}`,
        );
        return [...unknownTo(`the widget ${widget.title}`, metrics), ...empty];
      }),
  ];
}
