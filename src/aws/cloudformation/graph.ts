import type { Resolved } from './resolve.ts';

/** For each active resource, the resources that must exist before it: by Ref, Fn::GetAtt, Fn::Sub or DependsOn. */
export type Dependencies = Map<string, Set<string>>;

export const dependencies = ({ resources, references }: Pick<Resolved, 'resources' | 'references'>): Dependencies =>
  new Map(
    Object.values(resources).map(({ LogicalId, DependsOn }) => [
      LogicalId,
      new Set([...(references[LogicalId] ?? []), ...DependsOn]),
    ]),
  );

/** Depth first, each resource after what it needs; `cycle` is the way round when there is one. */
function walk(graph: Dependencies): { order: string[]; cycle?: string[] } {
  const order = new Set<string>();
  const way: string[] = [];
  function visit(id: string): string[] | undefined {
    if (order.has(id)) return undefined;
    if (way.includes(id)) return [...way.slice(way.indexOf(id)), id];
    way.push(id);
    for (const needed of graph.get(id) ?? []) {
      const cycle = visit(needed);
      if (cycle) return cycle;
    }
    way.pop();
    order.add(id);
    return undefined;
  }
  for (const id of graph.keys()) {
    const cycle = visit(id);
    if (cycle) return { order: [...order], cycle };
  }
  return { order: [...order] };
}

/** A cycle as the logical ids along it, the first again at the end; undefined when there is none. */
export const findCycle = (graph: Dependencies): string[] | undefined => walk(graph).cycle;

/**
 * An order in which CloudFormation could create the resources; throws an Error that names the cycle when there is one.
 */
export function creationOrder(graph: Dependencies): string[] {
  const { order, cycle } = walk(graph);
  if (cycle) throw new Error(`Expected no circular dependency but received ${cycle.join(' → ')}`);
  return order.filter((id) => graph.has(id));
}
