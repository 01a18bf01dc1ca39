/** How a row of a widget is shown: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
type RowOptions = {
  id?: string;
  label?: string;
  stat?: string;
  visible?: false;
  yAxis?: 'right';
};

/** A metric as `[namespace, name, dimension, value, …, options]`, or an expression over others of the widget. */
export type Row = readonly (string | RowOptions)[] | readonly [RowOptions & { expression: string }];

type Line = { label: string; value: number | string };

type Shown = {
  stat?: string;
  period?: number;
  view?: 'singleValue';
  setPeriodToTimeRange?: true;
  sparkline?: true;
  annotations?: { horizontal: Line[] };
};

type Content =
  | { type: 'metric'; properties: Shown & { title: string; region: string; metrics: Row[] } }
  | { type: 'log'; properties: { title: string; region: string; query: string; view: 'timeSeries' } }
  | { type: 'alarm'; properties: { title: string; alarms: string[] } }
  | { type: 'text'; properties: { markdown: string } };

/** A widget without its place. */
export type Widget = Content & { width: number };

/** Of a widget that does not say its own: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
const DEFAULT_WIDTH = 6;

/** CloudWatch's grid is so many units wide. */
export const GRID_WIDTH = 24;

const region = '${AWS::Region}';

/** Writes `.` for what is as in the row before, and `...` where all is: the template has to stay short. */
function shorten(rows: readonly Row[]): Row[] {
  let before: readonly unknown[] = [];
  return rows.map((row) => {
    const items = row.filter((item) => typeof item === 'string');
    if (items.length === 0) return row;
    const options = row.filter((item) => typeof item !== 'string');
    const isSame = items.length === before.length && items.every((item, at) => item === before[at]);
    const short = isSame ? ['...'] : items.map((item, at) => (item === before[at] ? '.' : item));
    before = items;
    return [...short, ...options] as Row;
  });
}

const saysHow = (row: Row): boolean =>
  row.some((item) => typeof item !== 'string' && ('stat' in item || 'expression' in item));

/** Metrics over time, summed up for every five minutes unless they say otherwise. */
export const graph = (width: number, title: string, rows: readonly Row[], shown: Shown = {}): Widget => ({
  type: 'metric',
  width,
  properties: { title, region, ...(!rows.every(saysHow) && { stat: 'Sum' }), ...shown, metrics: shorten(rows) },
});

/** One number for each metric, over all of the time that the dashboard shows. */
export const totals = (width: number, title: string, rows: readonly Row[]): Widget =>
  graph(width, title, rows, { view: 'singleValue', setPeriodToTimeRange: true });

/** What a Logs Insights query makes of the log of the function, over time. */
export const logGraph = (width: number, title: string, logGroup: string, query: string): Widget => ({
  type: 'log',
  width,
  properties: { title, region, view: 'timeSeries', query: `SOURCE '${logGroup}' | ${query}` },
});

export const alarmStates = (width: number, title: string, alarms: string[]): Widget => ({
  type: 'alarm',
  width,
  properties: { title, alarms },
});

export const text = (width: number, markdown: string): Widget => ({ type: 'text', width, properties: { markdown } });

/** Puts widgets beside one another in rows of a height, and the rows below one another. Throws for a row that is not full. */
export function inRows(rows: readonly { height: number; widgets: readonly Widget[] }[]) {
  let y = 0;
  return rows.flatMap(({ height, widgets }) => {
    const total = widgets.reduce((sum, { width }) => sum + width, 0);
    if (total !== GRID_WIDTH)
      throw new Error(`Expected widgets ${GRID_WIDTH} units wide in a row but received ${total}`);
    let x = 0;
    const placed = widgets.map(({ type, width, properties }) => {
      const at = { type, x, y, ...(width !== DEFAULT_WIDTH && { width }), height, properties };
      x += width;
      return at;
    });
    y += height;
    return placed;
  });
}
