import { HANDLERS } from '../../src/pipeline/cloudformation-handlers.ts';
import type { CommittedPipeline } from './committed-pipeline.ts';

/** One action on one resource; `condition` is operator, key and values, or nothing. */
export type Grant = { action: string; resource: string; condition: string };

/** Every action on every resource. */
export const grants = (actions: readonly string[], resources: readonly string[], condition = ''): Grant[] =>
  actions.flatMap((action) => resources.map((resource) => ({ action, resource, condition })));

/** Actions of a service by their names. */
export const actionsOf = (service: string, ...names: string[]): string[] => names.map((name) => `${service}:${name}`);

/** The condition that a role is passed to this service alone. */
export const passedTo = (service: string): string => `StringEquals iam:passedtoservice ${service}.amazonaws.com`;

/** Actions that need a boundary: without it a new role could do more than the role that creates it. */
const BOUNDED = actionsOf('iam', 'CreateRole', 'PutRolePermissionsBoundary', 'PutRolePolicy');

/** Tag that CloudFormation sets on what it makes, and that AWS alone can set. */
const STACK_TAG = 'aws:cloudformation:stack-name';

/** What an action of EC2 makes; on all else that it concerns, the tag of the stack is the limit. */
export const MADE_BY: Readonly<Record<string, string>> = {
  AuthorizeSecurityGroupEgress: 'security-group-rule',
  CreateRouteTable: 'route-table',
  CreateSecurityGroup: 'security-group',
  CreateSubnet: 'subnet',
  CreateVpc: 'vpc',
  CreateVpcEndpoint: 'vpc-endpoint',
};

/** Grants that change the network of the stack, and no other, by its tag; none where the pipeline has no network. */
function networkGrants(actions: readonly string[], arns: readonly string[], stack: string): Grant[] {
  if (actions.length === 0) return [];
  const ofStack = `StringEquals aws:resourcetag/${STACK_TAG} ${stack}`;
  const intoStack = `StringEquals aws:requesttag/${STACK_TAG} ${stack} and StringEqualsIfExists aws:resourcetag/${STACK_TAG} ${stack}`;
  const creations = Object.keys(MADE_BY).filter((name) => name.startsWith('Create'));
  const tagged = arns.filter((arn) => !arn.includes(':security-group-rule/'));
  if (actions.length === 0) return [];
  return [
    ...Object.entries(MADE_BY).flatMap(([name, type]) =>
      grants(
        [`ec2:${name}`],
        arns.filter((arn) => arn.endsWith(`:${type}/*`)),
      ),
    ),
    ...grants(['ec2:CreateTags'], tagged, `StringEquals ec2:createaction ${creations.join()}`),
    ...grants(['ec2:CreateTags'], tagged, intoStack),
    ...grants(
      actions.filter((action) => action !== 'ec2:CreateVpc'),
      tagged,
      ofStack,
    ),
  ];
}

const MAKES_FIREWALL = actionsOf(
  'route53resolver',
  'AssociateFirewallRuleGroup',
  'CreateFirewallDomainList',
  'CreateFirewallRuleGroup',
);

/** What changes the firewall of names of the stack, where the pipeline has one. */
function firewallGrants(actions: readonly string[], arns: readonly string[], stack: string): Grant[] {
  const intoStack = `StringEquals aws:requesttag/${STACK_TAG} ${stack} and StringEqualsIfExists aws:resourcetag/${STACK_TAG} ${stack}`;
  const changing = actions.filter((action) => !MAKES_FIREWALL.includes(action));
  return actions.length === 0
    ? []
    : [
        ...grants([...MAKES_FIREWALL, 'route53resolver:TagResource'], arns, intoStack),
        ...grants(changing, arns, `StringEquals aws:resourcetag/${STACK_TAG} ${stack}`),
      ];
}

/** Of a mapping Lambda knows the actions on tags by its tags, the others by its function. */
const mappingTagGrants = (arns: readonly string[], stack: string): Grant[] => [
  ...grants(
    ['lambda:TagResource'],
    arns,
    `StringEquals aws:requesttag/${STACK_TAG} ${stack} and StringEqualsIfExists aws:resourcetag/${STACK_TAG} ${stack}`,
  ),
  ...grants(
    actionsOf('lambda', 'TagResource', 'UntagResource'),
    arns,
    `StringEquals aws:resourcetag/${STACK_TAG} ${stack}`,
  ),
];

/** What CloudFormation needs to look at the resources of the pipeline, and to change them. */
export function serviceRoleGrants(
  { template, arns }: CommittedPipeline,
  { boundary, stack, artifacts }: { boundary: string; stack: string; artifacts: readonly string[] },
): { read: Grant[]; change: Grant[] } {
  const onFunction = `ArnEquals lambda:functionarn ${arns.Function.join()}`;
  const bounded = `StringEquals iam:permissionsboundary ${boundary}`;
  const used = Object.values(template.Resources).flatMap(({ Type, Properties = {} }) => {
    const { kind, always, with: properties = {} } = HANDLERS[Type] ?? { kind: 'Bucket', always: {} };
    return [always, ...Object.keys(Properties).map((name) => properties[name] ?? {})].map((all) => ({ kind, ...all }));
  });
  const network = used.filter(({ kind }) => kind === 'Network').flatMap(({ write = [] }) => write);
  const firewall = used.filter(({ kind }) => kind === 'Firewall').flatMap(({ write = [] }) => write);
  const readAll = used.flatMap((actions) => actions.readAll ?? []);
  const read = used
    .flatMap(({ kind, read: actions = [] }) => {
      const named = actions.filter((action) => !readAll.includes(action));
      return grants(named, arns[kind], kind === 'Mapping' ? onFunction : '');
    })
    .concat(grants(readAll, ['*']), grants(['lambda:ListTags'], arns.Mapping));
  const change = used.flatMap(({ kind, write = [], writeAll = [] }) => {
    const limit = (action: string): string => {
      if (kind === 'Mapping') return onFunction;
      return BOUNDED.includes(action) ? bounded : '';
    };
    const named =
      kind === 'Network' || kind === 'Firewall'
        ? []
        : write.flatMap((action) => grants([action], arns[kind], limit(action)));
    return [...named, ...grants(writeAll, ['*'])];
  });
  return {
    read,
    change: [
      ...change,
      ...grants(['lambda:CreateEventSourceMapping'], ['*'], onFunction),
      ...mappingTagGrants(arns.Mapping, stack),
      ...networkGrants(network, arns.Network, stack),
      ...firewallGrants(firewall, arns.Firewall, stack),
      ...grants(['iam:PassRole'], arns.Role, passedTo('lambda')),
      ...grants(actionsOf('s3', 'GetObject', 'GetObjectVersion'), artifacts),
    ],
  };
}
