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
