import { checkQueries, expressionQuery, type Query } from '../math/query.ts';
import { statisticOf } from '../metrics/statistic.ts';
import { checkKnown, UnknownPart } from '../syntax/unknown-part.ts';

/** A row of a widget: what it shows, and how. */
export type Row = { query: Query; isVisible: boolean; isOnRight: boolean };

/** What holds for rows that do not say it themselves. */
export type RowDefaults = { stat: string; period: number };

const KNOWN = ['id', 'label', 'expression', 'stat', 'period', 'visible', 'color', 'yAxis', 'region'];

type Options = Readonly<Record<string, unknown>>;

/** `...` stands for the beginning of the row before, `.` for the item at the same place. */
function spread(items: readonly string[], before: readonly string[]): string[] {
  const [first, ...rest] = items;
  const all = first === '...' ? [...before.slice(0, before.length - rest.length), ...rest] : [...items];
  return all.map((item, at) => (item === '.' ? (before[at] ?? item) : item));
}

function queryOf(items: readonly string[], options: Options, id: string, defaults: RowDefaults): Query {
  const label = options['label'] === undefined ? undefined : String(options['label']);
  if (label?.includes('${')) throw new UnknownPart(`Expected a label without dynamic parts but received ${label}`);
  const text = options['expression'];
  if (text !== undefined) return expressionQuery(id, label ?? String(text), String(text));
  const [namespace = '', name = '', ...pairs] = items;
  if (pairs.length % 2 !== 0)
    throw new UnknownPart(`Expected pairs of dimension and value for ${name} but received ${pairs.join(', ')}`);
  const dimensions = Object.fromEntries(
    Array.from({ length: pairs.length / 2 }, (_, at) => [pairs[2 * at] ?? '', pairs[2 * at + 1] ?? '']),
  );
  const statistic = String(options['stat'] ?? defaults.stat);
  statisticOf(statistic);
  const periodSeconds = Number(options['period'] ?? defaults.period);
  return { id, label: label ?? name, metric: { namespace, name, dimensions }, statistic, periodSeconds };
}

/**
 * Reads the `metrics` of a widget. Throws UnknownPart.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export function readRows(metrics: unknown, defaults: RowDefaults): Row[] {
  let before: string[] = [];
  const rows = (Array.isArray(metrics) ? metrics : []).map((row: unknown, index): Row => {
    const items = (row as unknown[]).filter((item) => typeof item !== 'object').map(String);
    const options = ((row as unknown[]).find((item) => typeof item === 'object') ?? {}) as Options;
    checkKnown('a metric of a widget', options, KNOWN);
    const spreadItems = spread(items, before);
    if (spreadItems.length > 0) before = spreadItems;
    return {
      query: queryOf(spreadItems, options, String(options['id'] ?? `row${index}`), defaults),
      isVisible: options['visible'] !== false,
      isOnRight: options['yAxis'] === 'right',
    };
  });
  checkQueries(rows.map(({ query }) => query));
  return rows;
}
