import type { Metric } from '../metrics/metric.ts';
import { readTokens } from '../syntax/tokens.ts';

const GRAMMAR = {
  bracket: /[{},()]/,
  equals: /=/,
  text: /"[^"]*"/,
  word: /[\w/.:-]+/,
};

const unquoted = (text: string): string => text.replace(/^"(.*)"$/, '$1');

/** Which metrics a SEARCH finds. */
export type Search = (metric: Metric) => boolean;

/**
 * Reads `{Namespace,Dimension} MetricName="x" Dimension="y"`: a schema, whose dimensions a metric has all and no other
 * of, and terms that have to be met exactly. Terms without a name, OR, NOT and brackets are UnknownParts, for they are
 * matched by parts of words, which the model does not do.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html
 */
export function readSearch(expression: string): Search {
  const reader = readTokens(expression, GRAMMAR, 'a search expression');
  const names: string[] = [];
  reader.expect('{');
  do {
    const name = reader.acceptKind('word', 'text');
    if (name === undefined) throw reader.unexpected('a namespace or a dimension');
    names.push(unquoted(name.text));
  } while (reader.accept(','));
  reader.expect('}');
  const [namespace, ...dimensions] = names;

  const terms: { name: string; value: string }[] = [];
  while (reader.peek() !== undefined) {
    if (terms.length > 0) reader.accept('AND');
    const name = reader.acceptKind('word', 'text');
    if (name === undefined || !reader.accept('=')) throw reader.unexpected('a term such as MetricName="Errors"');
    const value = reader.acceptKind('text');
    if (value === undefined) throw reader.unexpected('a quoted value');
    terms.push({ name: unquoted(name.text), value: unquoted(value.text) });
  }
  const wanted = dimensions.toSorted().join('\n');
  return (metric) =>
    metric.namespace === namespace &&
    Object.keys(metric.dimensions).sort().join('\n') === wanted &&
    terms.every(({ name, value }) =>
      name === 'MetricName' ? metric.name === value : metric.dimensions[name] === value,
    );
}
