import type { Path } from '../../src/aws/cloudformation/path.ts';

/** A value and where it stands. */
export type Node = { path: Path; value: unknown };

/** A value and everything in it, from the outside in. */
export function nodesIn(value: unknown, path: Path = []): Node[] {
  const nodes: Node[] = [];
  function add(node: unknown, at: Path): void {
    nodes.push({ path: at, value: node });
    if (Array.isArray(node)) for (const [index, item] of node.entries()) add(item, [...at, index]);
    else if (typeof node === 'object' && node !== null)
      for (const [key, child] of Object.entries(node)) add(child, [...at, key]);
  }
  add(value, path);
  return nodes;
}

/** The function that a value is, with its argument, such as `Fn::Sub`; undefined for a plain value. */
export function functionIn(value: unknown): { name: string; argument: unknown } | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const [name, ...others] = Object.keys(value);
  if (name === undefined || others.length > 0 || !(name === 'Ref' || name.startsWith('Fn::'))) return undefined;
  return { name, argument: (value as Record<string, unknown>)[name] };
}
