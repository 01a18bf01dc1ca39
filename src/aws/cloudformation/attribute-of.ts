import { ATTRIBUTES } from './attributes.ts';
import { physicalIds } from './physical-ids.ts';
import type { ResolvedResource } from './resolved-resource.ts';
import { asText, type Pseudo } from './scope.ts';

/** What Ref or Fn::GetAtt gives for a resource; undefined when its type or properties do not tell. */
export function attributeOf(resource: ResolvedResource, name: string, pseudo: Pseudo): string | undefined {
  const attributes = Object.hasOwn(ATTRIBUTES, resource.Type) ? ATTRIBUTES[resource.Type] : undefined;
  const property = (key: string): string | undefined => asText(resource.Properties[key]);
  return attributes?.[name]?.({
    logicalId: resource.LogicalId,
    pseudo,
    property,
    ...physicalIds(resource.LogicalId, pseudo),
  });
}
