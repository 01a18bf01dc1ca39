import { attributeOf } from '../cloudformation/attribute-of.ts';
import type { Pseudo, Resolved, ResolvedResource } from '../cloudformation/resolve.ts';
import type { Policy } from './policy.ts';
import { PolicyError } from './policy-error.ts';
import type { Context } from './request.ts';
import { readDocument, resourcesOf, textsIn } from './stack-resources.ts';

/** How a call of the function reaches a service. */
export type Route =
  | { kind: 'internet' }
  | { kind: 'endpoint'; endpoint?: Policy<'endpoint'>; context: Context }
  | { kind: 'none' };

/** The endpoint's policy; without one, everything may pass. Gateway endpoints know no principals but `*`. */
function endpointPolicy(endpoint: ResolvedResource): Policy<'endpoint'> | undefined {
  const { LogicalId: owner, Properties: properties } = endpoint;
  if (properties['PolicyDocument'] === undefined) return undefined;
  const path = ['Resources', owner, 'Properties', 'PolicyDocument'];
  const policy = readDocument(properties['PolicyDocument'], { kind: 'endpoint', owner, name: owner, path });
  const isGateway = (properties['VpcEndpointType'] ?? 'Gateway') === 'Gateway';
  const named = policy.statements.find(({ principals }) => principals?.entries.some(({ type }) => type !== 'everyone'));
  if (isGateway && named)
    // https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
    throw new PolicyError(`Expected Principal "*" and aws:PrincipalArn in ${owner}, as a gateway endpoint needs them`);
  return policy;
}

/** The routes from a function to services, and the policies of the endpoints on them. */
export type Network = { routeTo(service: string): Route; endpoints: readonly Policy<'endpoint'>[] };

/**
 * How a function reaches services: over the internet, or, inside a network, through the endpoint of the service. A
 * network of the template without an endpoint for the service and without any route to the internet has none to it.
 */
export function networkOf(lambda: ResolvedResource, resolved: Resolved, pseudo: Pseudo): Network {
  const { SubnetIds } = (lambda.Properties['VpcConfig'] ?? {}) as { SubnetIds?: unknown };
  const subnetIds = textsIn(SubnetIds);
  const subnets = resourcesOf(resolved, 'AWS::EC2::Subnet').filter((subnet) =>
    subnetIds.includes(attributeOf(subnet, 'Ref', pseudo) ?? ''),
  );
  const isInside = subnetIds.length > 0;
  const isClosed =
    isInside && subnets.length === subnetIds.length && resourcesOf(resolved, 'AWS::EC2::Route').length === 0;
  const ids = new Set(subnets.map(({ Properties }) => Properties['VpcId']));
  const routes = new Map<string, Route & { kind: 'endpoint' }>();
  for (const resource of resourcesOf(resolved, 'AWS::EC2::VPCEndpoint')) {
    const { VpcId, ServiceName } = resource.Properties;
    if (!ids.has(VpcId)) continue;
    const endpoint = endpointPolicy(resource);
    const context = { 'aws:SourceVpc': String(VpcId), 'aws:SourceVpce': attributeOf(resource, 'Id', pseudo) ?? '' };
    routes.set(String(ServiceName).split('.').at(-1) ?? '', {
      kind: 'endpoint',
      ...(endpoint && { endpoint }),
      context,
    });
  }
  return {
    routeTo: (service) => routes.get(service) ?? { kind: isClosed ? 'none' : 'internet' },
    endpoints: [...routes.values()].flatMap(({ endpoint }) => endpoint ?? []),
  };
}
