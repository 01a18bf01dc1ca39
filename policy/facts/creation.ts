import { dependencies } from '../../src/aws/cloudformation/graph.ts';
import type { RuleContext } from '../engine/rule.ts';

/** The logical ids of what exists for certain before a resource is created, directly or through others. */
export function createdBefore({ resolved }: RuleContext, logicalId: string): Set<string> {
  const graph = dependencies(resolved);
  const before = new Set<string>();
  const waiting = [logicalId];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop())
    for (const needed of graph.get(id) ?? [])
      if (!before.has(needed)) {
        before.add(needed);
        waiting.push(needed);
      }
  return before;
}
