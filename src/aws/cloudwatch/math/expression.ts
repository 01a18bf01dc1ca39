import { readTokens, type TokenReader } from '../syntax/tokens.ts';

/** A metric math expression as a tree. */
export type Expression =
  | { kind: 'number'; value: number }
  | { kind: 'text'; text: string }
  | { kind: 'name'; name: string }
  | { kind: 'list'; items: Expression[] }
  | { kind: 'negative'; of: Expression }
  | { kind: 'operation'; operator: string; left: Expression; right: Expression }
  | { kind: 'call'; name: string; args: Expression[] };

const GRAMMAR = {
  number: /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/,
  text: /'[^']*'|"[^"]*"/,
  operator: /==|!=|<=|>=|&&|\|\||[-+*/^<>]/,
  bracket: /[()[\],]/,
  word: /[A-Za-z][A-Za-z0-9_]*/,
};

/** From the weakest to the strongest. AWS does not say how it ranks them; expressions of ours use brackets where it matters. */
const RANKS: readonly (readonly string[])[] = [
  ['OR', '||'],
  ['AND', '&&'],
  ['==', '!=', '<', '<=', '>', '>='],
  ['+', '-'],
  ['*', '/'],
  ['^'],
];

const SAME: Readonly<Record<string, string>> = { '&&': 'AND', '||': 'OR' };

/** Functions are written in capitals and take brackets; REPEAT, DESC and their like stand alone. */
const isUpper = (word: string): boolean => word === word.toUpperCase();

function readList(reader: TokenReader, close: string): Expression[] {
  const items: Expression[] = [];
  if (reader.accept(close)) return items;
  do items.push(readRank(reader, 0));
  while (reader.accept(','));
  reader.expect(close);
  return items;
}

function readOperand(reader: TokenReader): Expression {
  if (reader.accept('-')) return { kind: 'negative', of: readOperand(reader) };
  if (reader.accept('(')) {
    const inner = readRank(reader, 0);
    reader.expect(')');
    return inner;
  }
  if (reader.accept('[')) return { kind: 'list', items: readList(reader, ']') };
  const token = reader.acceptKind('number', 'text', 'word');
  if (token === undefined) throw reader.unexpected('a metric, a number or a function');
  if (token.kind === 'number') return { kind: 'number', value: Number(token.text) };
  if (token.kind === 'text') return { kind: 'text', text: token.text.slice(1, -1) };
  if (reader.accept('(')) return { kind: 'call', name: token.text, args: readList(reader, ')') };
  return isUpper(token.text) ? { kind: 'text', text: token.text } : { kind: 'name', name: token.text };
}

function readRank(reader: TokenReader, rank: number): Expression {
  const operators = RANKS[rank];
  if (operators === undefined) return readOperand(reader);
  let left = readRank(reader, rank + 1);
  for (let found = reader.accept(...operators); found !== undefined; found = reader.accept(...operators)) {
    left = { kind: 'operation', operator: SAME[found] ?? found, left, right: readRank(reader, rank + 1) };
  }
  return left;
}

/** Throws UnknownPart. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html */
export function readExpression(text: string): Expression {
  const reader = readTokens(text, GRAMMAR, 'metric math');
  const expression = readRank(reader, 0);
  reader.end();
  return expression;
}
