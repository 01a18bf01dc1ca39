import type { ResolvedResource } from './attribute-of.ts';
import type { Problem } from './scope.ts';
import type { Template, TemplateResource } from './template.ts';

/** What happened while a resource was resolved. */
export type Trace = {
  /** The resources that it looked at, by logical id; undefined where the template has none of that id. */
  looked: Map<string, TemplateResource | undefined>;
  problems: Problem[];
  /** Which resource refers to which. */
  depends: [from: string, to: string][];
};

type Known = Trace & { template: Template; resource: ResolvedResource };

/**
 * What became of resources, to be taken again where another template has the same ones: only under the same settings,
 * and for templates that do not change any more.
 */
export type Memory = WeakMap<TemplateResource, Known>;

export const resourceIn = ({ Resources }: Template, logicalId: string): TemplateResource | undefined =>
  Object.hasOwn(Resources, logicalId) ? Resources[logicalId] : undefined;

/** What is known of a resource, if all that it was made of is in this template too. */
export function recall(memory: Memory, template: Template, logicalId: string): Known | undefined {
  const known = memory.get(template.Resources[logicalId] as TemplateResource);
  if (known?.resource.LogicalId !== logicalId) return undefined;
  const parts = ['Parameters', 'Conditions', 'Mappings', 'Transform'] as const;
  if (parts.some((part) => known.template[part] !== template[part])) return undefined;
  for (const [id, resource] of known.looked) if (resourceIn(template, id) !== resource) return undefined;
  return known;
}
