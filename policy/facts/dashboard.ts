import type { ResolvedResource } from '../../src/aws/cloudformation/attribute-of.ts';
import { arnOf, ofType, valueAt } from '../engine/deployed.ts';
import type { RuleContext } from '../engine/rule.ts';
import { listOf, mapOf } from '../engine/values.ts';

/**
 * A metric that a widget shows. `place` says where, for a person; a search names no value for a dimension that it
 * finds.
 */
export type WidgetMetric = {
  place: string;
  namespace: string;
  name: string;
  dimensions: { name: string; value: string | undefined }[];
};

/** A widget of any type, and the metrics that it shows. */
export type Widget = { place: string; type: string; properties: Record<string, unknown>; metrics: WidgetMetric[] };

/** A dashboard's body as a map; undefined when it is no JSON object. */
export function bodyOf(dashboard: ResolvedResource): Record<string, unknown> | undefined {
  try {
    const body: unknown = JSON.parse(String(valueAt(dashboard, ['DashboardBody'])));
    return Array.isArray(body) || typeof body !== 'object' || body === null ? undefined : mapOf(body);
  } catch {
    return undefined;
  }
}

/** Of `SEARCH('{Namespace,Dimension,…} MetricName="name" Dimension="value"', …)` what it looks for. */
const SEARCH = /\bSEARCH\(\s*'\{([^}]*)\}([^']*)'/g;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html */
const searchesIn = (expression: unknown, place: string): WidgetMetric[] =>
  [...String(expression ?? '').matchAll(SEARCH)].map(([, schema = '', terms = '']) => {
    const [namespace = '', ...names] = schema.split(',').map((name) => name.trim().replaceAll('"', ''));
    const values = new Map([...terms.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));
    const dimensions = names.map((name) => ({ name, value: values.get(name) }));
    return { place, namespace, name: values.get('MetricName') ?? '', dimensions };
  });

/**
 * `[namespace, name, dimension, value, …, options]` of each row. `...` at the beginning stands for the row before, as
 * does `.` for one of its items:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
function rowsOf(metrics: unknown, widget: string): WidgetMetric[] {
  let before: string[] = [];
  return listOf(metrics).flatMap((row, index) => {
    const place = `${widget} metric ${index}`;
    const written = listOf(row).filter((item) => typeof item !== 'object');
    if (written.length === 0) return listOf(row).flatMap((item) => searchesIn(mapOf(item)['expression'], place));
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
    return [{ place, namespace, name, dimensions }];
  });
}

/** The widgets of a body, from the first to the last. */
export const widgetsOf = (body: Record<string, unknown>): Widget[] =>
  listOf(body['widgets'])
    .map(mapOf)
    .map((widget, index) => {
      const properties = mapOf(widget['properties']);
      const place = `widget ${index}`;
      return { place, type: String(widget['type']), properties, metrics: rowsOf(properties['metrics'], place) };
    });

/** The ARNs of all alarms of the stack, by which widgets name them. */
export const alarmArns = (context: RuleContext): string[] =>
  ofType(context, 'AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm').map((alarm) => arnOf(context, alarm));
