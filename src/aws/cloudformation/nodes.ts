import { isAlias, isMap, isScalar, isSeq, type Node, type Scalar } from 'yaml';
import type { Path } from './path.ts';
import { longForm } from './short-form.ts';
import type { Yaml } from './yaml.ts';

/** The plain value of a document, and the line on which each of its paths begins. */
export type Value = { value: unknown; lineOf(path: Path): number };

const key = (path: Path): string => JSON.stringify(path);

// Beyond 2^53 a number would lose digits, and the parser takes 0189 for a decimal number where YAML 1.1 has text, such
// as an account id: there the text is what was meant.
function exact({ value, source }: Scalar): unknown {
  if (typeof value !== 'number' || source === undefined) return value;
  const inexact = Number.isInteger(value) && !Number.isSafeInteger(value);
  return inexact || /^[-+]?0[0-7_]*[89][\d_]*$/.test(source) ? source : value;
}

/**
 * Turns nodes into plain values, short-form tags into their long form. `scalar` reads a single value; by default as
 * YAML 1.1 does. Throws FileError at what CloudFormation refuses: aliases, merges, duplicate keys, foreign tags.
 */
export function toValue(yaml: Yaml, scalar: (node: Scalar) => unknown = exact): Value {
  const lines = new Map<string, number>();

  function convert(node: Node | null, path: Path): unknown {
    if (node === null) return null;
    const at = yaml.startOf(node);
    if (isAlias(node)) return yaml.fail(at, `CloudFormation does not support YAML aliases: *${node.source}`);
    const long = node.tag?.startsWith('!') ? longForm(node.tag) : undefined;
    if (!long) return plain(node, path, at);
    if (long.key === undefined) return yaml.fail(at, `Expected a CloudFormation function but received ${node.tag}`);
    lines.set(key([...path, long.key]), yaml.lineAt(at));
    return { [long.key]: long.argument(plain(node, [...path, long.key], at)) };
  }

  function plain(node: Node, path: Path, at: number): unknown {
    if (isScalar(node)) return scalar(node);
    if (isSeq(node)) return node.items.map((item, index) => child(item as Node | null, [...path, index], at));
    if (isMap(node)) return map(node.items as { key: unknown; value: unknown }[], path, at);
    return yaml.fail(at, 'Expected a value, a list or a map');
  }

  function map(pairs: { key: unknown; value: unknown }[], path: Path, at: number): Record<string, unknown> {
    const names = new Map<string, number>();
    const entries = pairs.map((pair) => {
      if (!isScalar(pair.key)) return yaml.fail(at, 'Expected the key of a map to be a single value');
      const offset = pair.key.range?.[0] ?? at;
      const name = pair.key.source ?? String(pair.key.value);
      if (name === '<<') yaml.fail(offset, 'CloudFormation does not support YAML merges (<<)');
      const first = names.get(name);
      if (first !== undefined) yaml.fail(offset, `Duplicate key ${name}, first on line ${first}`);
      names.set(name, yaml.lineAt(offset));
      return [name, child(pair.value as Node | null, [...path, name], offset)];
    });
    return Object.fromEntries(entries);
  }

  function child(node: Node | null, path: Path, keyOffset: number): unknown {
    const isKey = typeof path.at(-1) === 'string';
    lines.set(key(path), yaml.lineAt(isKey || !node ? keyOffset : yaml.startOf(node)));
    return convert(node, path);
  }

  const value = convert(yaml.root, []);
  const lineOf = (path: Path): number => (path.length === 0 ? 1 : (lines.get(key(path)) ?? lineOf(path.slice(0, -1))));
  return { value, lineOf };
}
