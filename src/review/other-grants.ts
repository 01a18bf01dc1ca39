import { listOf, mapOf } from '../../policy/engine/values.ts';
import type { ResolvedResource } from '../aws/cloudformation/attribute-of.ts';
import type { Resolved } from '../aws/cloudformation/resolve.ts';
import type { PermissionChange } from './statement-words.ts';
import { say, type Words } from './words.ts';

/** Something besides a statement that lets more happen, or less, while it is there. */
type Fact = { key: string; opens: boolean; words: Words };

const text = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing'));

/** `tcp 443 to 0.0.0.0/0`; the description opens nothing. */
function rule(value: unknown, way: 'to' | 'from'): string {
  const { IpProtocol, FromPort, ToPort, Description: _, ...rest } = mapOf(value);
  const protocol = String(IpProtocol) === '-1' ? 'everything' : String(IpProtocol);
  const ports = FromPort === undefined ? '' : ` ${FromPort === ToPort ? FromPort : `${FromPort}-${ToPort}`}`;
  return `${protocol}${ports} ${way} ${Object.values(rest).map(text).join(', ')}`;
}

const opens = (kind: string, value: string, words: Words): Fact => ({ key: `${kind} ${value}`, opens: true, words });
const closes = (kind: string, value: string, words: Words): Fact => ({ key: `${kind} ${value}`, opens: false, words });

const FACTS: Readonly<Record<string, (properties: ResolvedResource['Properties']) => Fact[]>> = {
  'AWS::IAM::Role': ({ ManagedPolicyArns, PermissionsBoundary }) => [
    ...listOf(ManagedPolicyArns).map((arn) => opens('managed', text(arn), say`managed policy ${text(arn)}`)),
    ...listOf(PermissionsBoundary).map((arn) => closes('boundary', text(arn), say`permissions boundary ${text(arn)}`)),
  ],
  'AWS::Lambda::Permission': ({ Action, FunctionName, Principal, SourceArn, SourceAccount }) => {
    const from = [SourceArn, SourceAccount]
      .filter((value) => value !== undefined)
      .map(text)
      .join(', ');
    const key = [Action, FunctionName, Principal, from].map(text).join(' ');
    return [
      opens(
        'permission',
        key,
        say`${text(Principal)} may ${text(Action)} on ${text(FunctionName)}, from ${from || 'anywhere'}`,
      ),
    ];
  },
  'AWS::Lambda::Function': ({ VpcConfig }) =>
    VpcConfig === undefined
      ? []
      : [closes('network', '', say`its own network; without it the function reaches the internet`)],
  'AWS::Lambda::Url': ({ AuthType }) => [
    opens('url', text(AuthType), say`a URL of the function with AuthType ${text(AuthType)}`),
  ],
  'AWS::S3::Bucket': ({ PublicAccessBlockConfiguration, AccessControl }) => [
    ...Object.entries(mapOf(PublicAccessBlockConfiguration))
      .filter(([, value]) => String(value) === 'true')
      .map(([name]) => closes('public', name, say`public access block ${name}`)),
    ...listOf(AccessControl)
      .filter((value) => value !== 'Private')
      .map((value) => opens('acl', text(value), say`access control list ${text(value)}`)),
  ],
  'AWS::EC2::SecurityGroup': ({ SecurityGroupEgress, SecurityGroupIngress }) => [
    ...listOf(SecurityGroupEgress).map((value) =>
      opens('egress', rule(value, 'to'), say`lets out ${rule(value, 'to')}`),
    ),
    ...listOf(SecurityGroupIngress).map((value) =>
      opens('ingress', rule(value, 'from'), say`lets in ${rule(value, 'from')}`),
    ),
  ],
};

const factsOf = (resource: ResolvedResource | undefined): Fact[] =>
  resource ? (FACTS[resource.Type]?.(resource.Properties) ?? []) : [];

/** Changes of what is granted without a statement. What closes counts only for a resource that is there before and after. */
export function otherGrants(before: Resolved['resources'], after: Resolved['resources']): PermissionChange[] {
  const ids = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return ids.flatMap((id) => {
    const [old, now] = [factsOf(before[id]), factsOf(after[id])];
    const both = before[id] !== undefined && after[id] !== undefined;
    const missing = (facts: Fact[], others: Fact[]): Fact[] =>
      facts.filter((fact) => (both || fact.opens) && !others.some(({ key }) => key === fact.key));
    return [
      ...missing(now, old).map(
        (fact): PermissionChange => ({
          holder: id,
          direction: fact.opens ? 'wider' : 'narrower',
          words: say`${id}: new, ${fact.words}`,
        }),
      ),
      ...missing(old, now).map(
        (fact): PermissionChange => ({
          holder: id,
          direction: fact.opens ? 'narrower' : 'wider',
          words: say`${id}: gone, ${fact.words}`,
        }),
      ),
    ];
  });
}
