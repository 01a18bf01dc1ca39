import type { ResolvedResource } from '../src/template/resolve.ts';
import { valueAt } from './deployed.ts';
import { listOf, mapOf } from './values.ts';

/** A metric that a widget shows; expressions are none. `place` says where, for a person. */
export type WidgetMetric = {
  place: string;
  namespace: string;
  name: string;
  dimensions: { name: string; value: string }[];
};

/** A widget as far as it shows metrics. */
export type Widget = { place: string; properties: Record<string, unknown>; metrics: WidgetMetric[] };

/** A dashboard's body as a map; undefined when it is no JSON object. */
export function bodyOf(dashboard: ResolvedResource): Record<string, unknown> | undefined {
  try {
    const body: unknown = JSON.parse(String(valueAt(dashboard, ['DashboardBody'])));
    return Array.isArray(body) || typeof body !== 'object' || body === null ? undefined : mapOf(body);
  } catch {
    return undefined;
  }
}

/**
 * `[namespace, name, dimension, value, …, options]` of each row. `...` at the beginning stands for the row before, as does
 * `.` for one of its items: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
function rowsOf(metrics: unknown, place: string): WidgetMetric[] {
  let before: string[] = [];
  return listOf(metrics).flatMap((row, index) => {
    const written = listOf(row).filter((item) => typeof item !== 'object');
    if (written.length === 0) return [];
    const [first, ...others] = written.map(String);
    const tail = first === '...' ? others : [String(first), ...others];
    const start = first === '...' ? before.slice(0, before.length - tail.length) : [];
    const items = [...start, ...tail].map((item, at) => (item === '.' ? (before[at] ?? item) : item));
    before = items;
    const [namespace = '', name = '', ...pairs] = items;
    const dimensions = Array.from({ length: Math.ceil(pairs.length / 2) }, (_, at) => ({
      name: pairs[2 * at] ?? '',
      value: pairs[2 * at + 1] ?? '',
    }));
    return [{ place: `${place} metric ${index}`, namespace, name, dimensions }];
  });
}

/** The widgets of type metric. */
export const metricWidgets = (body: Record<string, unknown>): Widget[] =>
  listOf(body['widgets'])
    .map(mapOf)
    .flatMap((widget, index) => {
      if (widget['type'] !== 'metric') return [];
      const properties = mapOf(widget['properties']);
      const place = `widget ${index}`;
      return [{ place, properties, metrics: rowsOf(properties['metrics'], place) }];
    });
