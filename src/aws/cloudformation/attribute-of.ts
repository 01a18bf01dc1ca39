import { ATTRIBUTES, physicalIds } from './attributes.ts';
import { asText, type Pseudo } from './scope.ts';

/**
 * A resource as it would be deployed. What was a Ref to a parameter is text, numbers too: '300', as CloudFormation
 * passes it.
 */
export type ResolvedResource = {
  LogicalId: string;
  Type: string;
  Properties: Record<string, unknown>;
  /** Only active resources: CloudFormation ignores the others. */
  DependsOn: string[];
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
  Metadata?: Record<string, unknown>;
};

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
