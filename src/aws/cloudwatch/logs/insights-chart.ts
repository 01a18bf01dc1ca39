import type { TimeSeries } from '../math/value.ts';
import { periodsOf, type Window } from '../metrics/metric-store.ts';
import { statisticOf } from '../metrics/statistic.ts';
import { readTokens, type TokenReader } from '../syntax/tokens.ts';
import type { Condition } from './filter-pattern.ts';
import type { LogLine } from './log-line.ts';
import { matchesFilter, selectFrom } from './match-filter.ts';

/** What a query with `stats … by bin(…)` draws: a line for each of its statistics. */
export type InsightsChart = {
  /** In the window's periods instead of the query's own bins. */
  series(lines: readonly LogLine[], window: Window): TimeSeries[];
};

const GRAMMAR = {
  pipe: /\|/,
  text: /"[^"]*"|'[^']*'/,
  operator: /!=|=/,
  number: /\d+(?:\.\d+)?(?![\w.])/,
  word: /[@A-Za-z_][\w.@-]*|\d+[a-z]+/,
  bracket: /[(),*]/,
};

const STATISTICS: Readonly<Record<string, string>> = {
  max: 'Maximum',
  min: 'Minimum',
  avg: 'Average',
  sum: 'Sum',
  count: 'SampleCount',
};

type Statistic = { label: string; of: string; selector: readonly string[] };

const selectorOf = (field: string): string[] => field.split('.');

function readTest(reader: TokenReader): Condition {
  if (reader.accept('ispresent')) {
    reader.expect('(');
    const field = reader.acceptKind('word');
    if (field === undefined) throw reader.unexpected('a field');
    reader.expect(')');
    return { kind: 'exists', selector: selectorOf(field.text) };
  }
  const field = reader.acceptKind('word');
  const operator = field && reader.acceptKind('operator');
  if (field === undefined || operator === undefined) throw reader.unexpected('a field and = or !=');
  const selector = selectorOf(field.text);
  const text = reader.acceptKind('text');
  if (text) return { kind: 'text', selector, isEqual: operator.text === '=', text: text.text.slice(1, -1) };
  const number = reader.acceptKind('number');
  if (number === undefined) throw reader.unexpected('a text or a number');
  return { kind: 'number', selector, operator: operator.text, number: Number(number.text) };
}

function readFilter(reader: TokenReader): Condition {
  const parts = [readTest(reader)];
  while (reader.accept('and')) parts.push(readTest(reader));
  return { kind: 'and', parts };
}

function readStatistic(reader: TokenReader): Statistic {
  const name = reader.accept(...Object.keys(STATISTICS));
  if (name === undefined) throw reader.unexpected(Object.keys(STATISTICS).join(', '));
  reader.expect('(');
  const field = reader.accept('*') ?? reader.acceptKind('word')?.text;
  if (field === undefined) throw reader.unexpected('a field');
  reader.expect(')');
  const label = reader.accept('as') ? reader.acceptKind('word')?.text : `${name}(${field})`;
  if (label === undefined) throw reader.unexpected('a name');
  return { label, of: STATISTICS[name] ?? '', selector: field === '*' ? [] : selectorOf(field) };
}

function readStats(reader: TokenReader): Statistic[] {
  const statistics = [];
  do statistics.push(readStatistic(reader));
  while (reader.accept(','));
  for (const piece of ['by', 'bin', '(']) reader.expect(piece);
  if (reader.acceptKind('word') === undefined) throw reader.unexpected('a length of time');
  reader.expect(')');
  return statistics;
}

/**
 * Reads a query of CloudWatch Logs Insights that draws lines over time: SOURCE, filter with = and ispresent, and stats of
 * fields by bin. Throws UnknownPart for any other, which only CloudWatch runs.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 */
export function readInsightsChart(query: string): InsightsChart {
  const reader = readTokens(query, GRAMMAR, 'a query of Logs Insights');
  const filters: Condition[] = [];
  let statistics: Statistic[] | undefined;
  do {
    if (reader.accept('SOURCE')) {
      if (reader.acceptKind('text') === undefined) throw reader.unexpected('the name of a log group');
    } else if (reader.accept('filter')) filters.push(readFilter(reader));
    else if (reader.accept('stats')) statistics = readStats(reader);
    else throw reader.unexpected('SOURCE, filter or stats');
  } while (statistics === undefined && reader.accept('|'));
  reader.end();
  if (statistics === undefined) throw reader.unexpected('stats by bin');
  const wanted = statistics;

  return {
    series(lines, window) {
      const matching = lines.filter(({ fields }) => filters.every((filter) => matchesFilter(fields, filter)));
      return wanted.map(({ label, of, selector }) => {
        const compute = statisticOf(of);
        const points = periodsOf(window).flatMap((start) => {
          const end = start + window.seconds * 1000;
          const values = matching
            .filter(({ at }) => at >= start && at < end)
            .map(({ fields }) => (selector.length === 0 ? 1 : selectFrom(fields, selector)))
            .filter((value) => typeof value === 'number');
          return values.length > 0 ? [[start, compute(values)] as const] : [];
        });
        return { label, points: new Map(points) };
      });
    },
  };
}
