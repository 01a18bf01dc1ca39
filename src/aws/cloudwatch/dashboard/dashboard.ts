import type { ResolvedResource } from '../../cloudformation/resolve.ts';
import { type InsightsChart, readInsightsChart } from '../logs/insights-chart.ts';
import { checkKnown, UnknownPart } from '../syntax/unknown-part.ts';
import { type Row, readRows } from './metric-rows.ts';

/** Where a widget stands on CloudWatch's grid, which is 24 units wide. */
/** Units of the grid: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
const DEFAULT_SIDE = 6;

export type Place = { x: number; y: number; width: number; height: number };

type Properties = Readonly<Record<string, unknown>>;

export type Widget = { place: Place; title: string } & (
  | {
      type: 'metric';
      view: View;
      isStacked: boolean;
      rows: readonly Row[];
      lines: readonly Line[];
    }
  | { type: 'alarm'; alarms: readonly string[] }
  | { type: 'text'; markdown: string }
  | { type: 'log'; query: string; chart?: InsightsChart }
);

/** How a metric widget shows its rows. */
export type View = 'timeSeries' | 'singleValue' | 'bar' | 'table';

/** A horizontal annotation. */
export type Line = { label: string; value: number };

export type Dashboard = { logicalId: string; widgets: readonly Widget[] };

const VIEWS: readonly string[] = ['timeSeries', 'singleValue', 'bar', 'table'] satisfies View[];

const KNOWN_METRIC = [
  ...['title', 'region', 'view', 'stacked', 'stat', 'period', 'metrics', 'yAxis', 'legend', 'annotations'],
  ...[
    'liveData',
    'sparkline',
    'setPeriodToTimeRange',
    'trend',
    'singleValueFullPrecision',
    'timezone',
    'labels',
    'table',
  ],
];

const DEFAULT_PERIOD_SECONDS = 300;

const linesOf = (annotations: unknown): Line[] =>
  (((annotations ?? {}) as Properties)['horizontal'] as Properties[] | undefined)?.map(({ label, value }) => ({
    label: String(label ?? ''),
    value: Number(value),
  })) ?? [];

function readMetricWidget(properties: Properties): Omit<Extract<Widget, { type: 'metric' }>, 'place' | 'title'> {
  checkKnown('a metric widget', properties, KNOWN_METRIC);
  const view = String(properties['view'] ?? 'timeSeries');
  if (!VIEWS.includes(view))
    throw new UnknownPart(`Expected ${VIEWS.join(', ')} for the view of a widget but received ${view}`);
  const period = Number(properties['period'] ?? DEFAULT_PERIOD_SECONDS);
  return {
    type: 'metric',
    view: view as View,
    isStacked: properties['stacked'] === true,
    rows: readRows(properties['metrics'], { stat: String(properties['stat'] ?? 'Average'), period }),
    lines: linesOf(properties['annotations']),
  };
}

function readWidget(widget: Properties): Widget {
  checkKnown('a widget', widget, ['type', 'x', 'y', 'width', 'height', 'properties']);
  const properties = (widget['properties'] ?? {}) as Properties;
  const { x = 0, y = 0, width = DEFAULT_SIDE, height = DEFAULT_SIDE } = widget;
  const place = { x: Number(x), y: Number(y), width: Number(width), height: Number(height) };
  const common = { place, title: String(properties['title'] ?? '') };
  switch (widget['type']) {
    case 'metric':
      return { ...common, ...readMetricWidget(properties) };
    case 'alarm':
      checkKnown('an alarm widget', properties, ['title', 'alarms', 'sortBy', 'states']);
      return { ...common, type: 'alarm', alarms: (properties['alarms'] as unknown[]).map(String) };
    case 'text':
      checkKnown('a text widget', properties, ['markdown', 'background']);
      return { ...common, type: 'text', markdown: String(properties['markdown']) };
    case 'log':
      return { ...common, ...readLogWidget(properties) };
    default:
      throw new UnknownPart(
        `Expected metric, alarm, text or log for the type of a widget but received ${widget['type']}`,
      );
  }
}

/** Queries of tables are left to CloudWatch; a chart is what its query makes of the lines. */
function readLogWidget(properties: Properties): { type: 'log'; query: string; chart?: InsightsChart } {
  checkKnown('a log widget', properties, ['title', 'region', 'query', 'view', 'stacked', 'queryLanguage']);
  const query = String(properties['query']);
  const isChart = (properties['view'] ?? 'table') !== 'table';
  return { type: 'log', query, ...(isChart && { chart: readInsightsChart(query) }) };
}

/** Reads an AWS::CloudWatch::Dashboard. Throws UnknownPart for what is not known here. */
export function readDashboard({ LogicalId, Properties }: ResolvedResource): Dashboard {
  const body = JSON.parse(String(Properties['DashboardBody'])) as Properties;
  checkKnown('a dashboard', body, ['widgets', 'start', 'end', 'periodOverride', 'variables']);
  return { logicalId: LogicalId, widgets: (body['widgets'] as Properties[]).map(readWidget) };
}
