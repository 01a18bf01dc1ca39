import { readTokens, type TokenReader } from '../syntax/tokens.ts';
import { UnknownPart } from '../syntax/unknown-part.ts';

/** A way into a line: names and positions. */
export type Selector = readonly (string | number)[];

/** What a filter pattern asks of a line. */
export type Condition =
  | { kind: 'and' | 'or'; parts: Condition[] }
  | { kind: 'text'; selector: Selector; isEqual: boolean; text: string }
  | { kind: 'number'; selector: Selector; operator: string; number: number }
  | { kind: 'exists'; selector: Selector }
  | { kind: 'is'; selector: Selector; state: 'NOT EXISTS' | 'NULL' | 'TRUE' | 'FALSE' };

const GRAMMAR = {
  bracket: /[{}()]/,
  logic: /&&|\|\|/,
  selector: /\$(?:\.[\w-]+(?:\[\d+\])*)+/,
  operator: /<=|>=|!=|=|<|>/,
  quoted: /"(?:[^"\\]|\\.)*"/,
  // Letters, digits and wildcards; with dots, as in the pattern 123.123.* of AWS's page.
  word: /[\w*.+-]+/,
};

const NUMBER = /^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;

export const readSelector = (text: string): Selector =>
  [...text.matchAll(/\.([\w-]+)|\[(\d+)\]/g)].map(([, name, index]) => name ?? Number(index));

function readState(selector: Selector, reader: TokenReader): Condition | undefined {
  if (reader.accept('NOT')) {
    reader.expect('EXISTS');
    return { kind: 'is', selector, state: 'NOT EXISTS' };
  }
  if (!reader.accept('IS')) return undefined;
  const state = reader.accept('NULL', 'TRUE', 'FALSE');
  if (state === undefined) throw reader.unexpected('NULL, TRUE or FALSE after IS');
  return { kind: 'is', selector, state: state as 'NULL' | 'TRUE' | 'FALSE' };
}

function readComparison(reader: TokenReader): Condition {
  if (reader.accept('(')) {
    const inner = readOr(reader);
    reader.expect(')');
    return inner;
  }
  const token = reader.acceptKind('selector');
  if (token === undefined) throw reader.unexpected('a selector such as $.level');
  const selector = readSelector(token.text);
  const state = readState(selector, reader);
  if (state !== undefined) return state;

  const operator = reader.acceptKind('operator')?.text;
  if (operator === undefined) throw reader.unexpected('a comparison, IS or NOT EXISTS');
  const quoted = reader.acceptKind('quoted');
  if (quoted === undefined && reader.peek()?.kind !== 'word') throw reader.unexpected('a text or a number');
  const text = quoted ? (JSON.parse(quoted.text) as string) : (reader.acceptKind('word')?.text ?? '');
  if (quoted === undefined && NUMBER.test(text)) return { kind: 'number', selector, operator, number: Number(text) };
  if (operator !== '=' && operator !== '!=')
    throw new UnknownPart(`Expected a number after ${operator} in a filter pattern but received ${text}`);
  if (text === '*' && operator === '=') return { kind: 'exists', selector };
  return { kind: 'text', selector, isEqual: operator === '=', text };
}

function readAnd(reader: TokenReader): Condition {
  const parts = [readComparison(reader)];
  while (reader.accept('&&')) parts.push(readComparison(reader));
  return parts.length === 1 && parts[0] ? parts[0] : { kind: 'and', parts };
}

function readOr(reader: TokenReader): Condition {
  const parts = [readAnd(reader)];
  while (reader.accept('||')) parts.push(readAnd(reader));
  return parts.length === 1 && parts[0] ? parts[0] : { kind: 'or', parts };
}

/**
 * Reads a filter pattern for JSON, `{ $.level = "ERROR" }`. Patterns of terms, of fields between spaces and of regular
 * expressions are UnknownParts.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function readFilterPattern(pattern: string): Condition {
  const reader = readTokens(pattern, GRAMMAR, 'a filter pattern for JSON');
  reader.expect('{');
  const condition = readOr(reader);
  reader.expect('}');
  reader.end();
  return condition;
}
