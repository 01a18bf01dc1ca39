import { startCloudWatch } from '../../../src/cloudwatch/cloudwatch.ts';
import type { Widget } from '../../../src/cloudwatch/dashboard/dashboard.ts';
import { computeQuery } from '../../../src/cloudwatch/math/query.ts';
import { asAll } from '../../../src/cloudwatch/math/value.ts';
import { showMetric } from '../../../src/cloudwatch/metrics/metric.ts';
import type { Monitoring } from '../../../src/cloudwatch/monitoring.ts';
import type { Takes } from './takes.ts';

/** All takes at once, as one run: from its first minute to its last. */
function playAll(monitoring: Monitoring, takes: Takes) {
  const all = Object.values(takes);
  const from = Math.min(...all.map((take) => take.from));
  const to = Math.max(...all.map((take) => take.to));
  const cloudwatch = startCloudWatch(monitoring, from);
  for (const { lines, data } of all) {
    for (const { at, line } of lines) cloudwatch.log(at, line);
    for (const datum of data) cloudwatch.publish(datum);
  }
  return { store: cloudwatch.store, from, to };
}

/** Rows that are shown, for which there is nothing to show. */
function emptyRows(widget: Extract<Widget, { type: 'metric' }>, played: ReturnType<typeof playAll>): string[] {
  const { store, from, to } = played;
  const start = Math.floor(from / 60_000) * 60_000;
  const window = { to: start + Math.ceil((to - start + 1) / 60_000) * 60_000, seconds: 60, count: 0 };
  const minutes = (window.to - start) / 60_000;
  const queries = widget.rows.map(({ query }) => query);
  return widget.rows
    .filter(({ isVisible }) => isVisible)
    .flatMap(({ query }) => {
      const value = computeQuery(query, queries, store, { ...window, count: minutes });
      const points = asAll(value, query.label).reduce((sum, series) => sum + series.points.size, 0);
      return points > 0 ? [] : [`the widget ${widget.title} shows nothing for ${query.label}`];
    });
}

/** Metrics that an alarm or a widget names and nobody emits in any take, and widgets that stay empty: a sentence each. */
export function unfed(monitoring: Monitoring, takes: Takes): string[] {
  const played = playAll(monitoring, takes);
  const unknownTo = (who: string, metrics: Parameters<typeof showMetric>[0][]): string[] =>
    metrics.filter((metric) => !played.store.has(metric)).map((metric) => `${who}: nobody emits ${showMetric(metric)}`);
  return [
    ...monitoring.alarms.flatMap(({ logicalId, metrics }) => unknownTo(logicalId, [...metrics])),
    ...monitoring.dashboards
      .flatMap(({ widgets }) => widgets)
      .flatMap((widget) => {
        if (widget.type !== 'metric') return [];
        const metrics = widget.rows.flatMap(({ query }) => ('metric' in query ? [query.metric] : []));
        return [...unknownTo(`the widget ${widget.title}`, metrics), ...emptyRows(widget, played)];
      }),
  ];
}
