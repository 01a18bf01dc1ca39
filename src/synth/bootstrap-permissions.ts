import type { Value } from 'cloudform';
import { HANDLERS, type Kind } from '../pipeline/cloudformation-handlers.ts';
import { arnsOf, type PipelineTemplate } from './bootstrap-arns.ts';
import { subBuckets } from './bootstrap-buckets.ts';
import { parameter } from './bootstrap-words.ts';
import { type Statement, sub } from './cloudformation.ts';

const unique = (names: readonly string[]): string[] => [...new Set(names)].toSorted();

type Needed = { read: string[]; write: string[] };

export type NeededActions = {
  /** On the names of a kind. */
  kinds: Map<Kind, Needed>;
  /** Those that know no resources. */
  all: Needed;
};

/**
 * Types of which the service role makes none. The key for alarms comes with this template: a role that makes keys has to
 * tag them, and could then tag, and so take over, every key of the account.
 */
const MADE_BY_OTHERS = ['AWS::KMS::Key'];

/** The actions that CloudFormation needs for the resources of a template. */
export function neededActions(template: PipelineTemplate): NeededActions {
  const own = Object.entries(template.Resources).filter(([, { Type }]) => !MADE_BY_OTHERS.includes(Type));
  const used = own.flatMap(([id, { Type, Properties = {} }]) => {
    const handler = HANDLERS[Type];
    if (!handler)
      throw new Error(
        `Expected src/pipeline/cloudformation-handlers.ts to know the type of ${id} but received ${Type}`,
      );
    const actions = [handler.always, ...Object.keys(Properties).map((name) => handler.with?.[name] ?? {})];
    return actions.map((each) => ({ kind: handler.kind, ...each }));
  });
  const all = {
    read: unique(used.flatMap(({ readAll = [] }) => readAll)),
    write: unique(used.flatMap(({ writeAll = [] }) => writeAll)),
  };
  const kinds = new Map<Kind, Needed>();
  for (const { kind, read = [], write = [] } of used) {
    const known = kinds.get(kind) ?? { read: [], write: [] };
    kinds.set(kind, {
      read: unique([...known.read, ...read]).filter((action) => !all.read.includes(action)),
      write: unique([...known.write, ...write]),
    });
  }
  return { kinds, all };
}

const statement = (
  Sid: string,
  Action: readonly string[],
  arns: readonly string[],
  Condition?: Statement['Condition'],
) => ({
  Sid,
  Effect: 'Allow' as const,
  Action,
  Resource: arns.map(subBuckets),
  ...(Condition && { Condition }),
});

const onFunction = (template: PipelineTemplate) => ({
  ArnEquals: { 'lambda:FunctionArn': arnsOf(template, 'Function').map((text) => sub(text)) },
});

/** What looks at the stack's resources: for CloudFormation, and for who detects drift. */
export function readStatements(template: PipelineTemplate): Statement[] {
  const { kinds, all } = neededActions(template);
  const named = [...kinds].map(([kind, { read }]) =>
    statement(`Read${kind}`, read, arnsOf(template, kind), kind === 'Mapping' ? onFunction(template) : undefined),
  );
  return [
    ...named.filter(({ Action }) => Action.length > 0),
    statement('ReadMappingTags', ['lambda:ListTags'], arnsOf(template, 'Mapping')),
    { Sid: 'ReadUnnamedResources', Effect: 'Allow', Action: all.read, Resource: '*' },
  ];
}

/**
 * Tag with the name of its stack, which CloudFormation gives to each resource of EC2 and to each mapping when it makes
 * them. AWS alone can set a key that begins with `aws:`, so a holder of these permissions cannot give it to a resource of
 * others: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions
 */
const STACK_TAG = 'aws:cloudformation:stack-name';

/** Resources that are the stack's already. */
const ofStack = () => ({ StringEquals: { [`aws:ResourceTag/${STACK_TAG}`]: parameter('PipelineStackName') } });

/** The first tagging of a resource without the tag of a stack, which the request gives it. */
const intoStack = () => ({
  StringEquals: { [`aws:RequestTag/${STACK_TAG}`]: parameter('PipelineStackName') },
  StringEqualsIfExists: { [`aws:ResourceTag/${STACK_TAG}`]: parameter('PipelineStackName') },
});

/** A role must not be made, or be given a policy, without the boundary: it could do more than whoever made it. */
const BOUNDED = ['iam:CreateRole', 'iam:PutRolePermissionsBoundary', 'iam:PutRolePolicy'];

const changesOf = (template: PipelineTemplate, kinds: readonly Kind[]): Statement[] => {
  const needed = neededActions(template).kinds;
  return kinds
    .map((kind) => statement(`Change${kind}`, needed.get(kind)?.write ?? [], arnsOf(template, kind)))
    .filter(({ Action }) => Action.length > 0);
};

/** What makes a part of the firewall of names, which the choice of that name adds. */
const MAKES_FIREWALL = ['CreateFirewallDomainList', 'CreateFirewallRuleGroup', 'AssociateFirewallRuleGroup'].map(
  (name) => `route53resolver:${name}`,
);

/** The firewall of names: its parts have made-up ids, so the tag of the stack is the limit, from the first request on. */
function changeFirewall(template: PipelineTemplate): Statement[] {
  const write = neededActions(template).kinds.get('Firewall')?.write ?? [];
  if (write.length === 0) return [];
  const arns = arnsOf(template, 'Firewall');
  return [
    statement('CreateFirewall', [...MAKES_FIREWALL, 'route53resolver:TagResource'].toSorted(), arns, intoStack()),
    statement(
      'ChangeFirewall',
      write.filter((action) => !MAKES_FIREWALL.includes(action)),
      arns,
      ofStack(),
    ),
  ];
}

/** What an image goes through. `boundary` is the ARN of the boundary, `artifacts` where the zips are. */
export function changePipeline(
  template: PipelineTemplate,
  { boundary, artifacts }: { boundary: Value<string>; artifacts: Value<string> },
): Statement[] {
  const { kinds } = neededActions(template);
  const ofRole = kinds.get('Role')?.write ?? [];
  const roles = arnsOf(template, 'Role');
  const mappings = arnsOf(template, 'Mapping');
  return [
    ...changesOf(template, ['Bucket', 'Queue', 'Function']),
    statement('PassRoleToFunction', ['iam:PassRole'], roles, {
      StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' },
    }),
    { Sid: 'ReadArtifact', Effect: 'Allow', Action: ['s3:GetObject', 's3:GetObjectVersion'], Resource: artifacts },
    // A mapping has no id before it is made.
    { ...statement('CreateMapping', ['lambda:CreateEventSourceMapping'], [], onFunction(template)), Resource: '*' },
    statement('ChangeMapping', kinds.get('Mapping')?.write ?? [], mappings, onFunction(template)),
    // Lambda knows the actions on tags of a mapping by its tags, not by its function.
    statement('TagNewMapping', ['lambda:TagResource'], mappings, intoStack()),
    statement('TagMapping', ['lambda:TagResource', 'lambda:UntagResource'], mappings, ofStack()),
    statement(
      'ChangeRole',
      ofRole.filter((action) => !BOUNDED.includes(action)),
      roles,
    ),
    statement(
      'ChangeBoundedRole',
      ofRole.filter((action) => BOUNDED.includes(action)),
      roles,
      { StringEquals: { 'iam:PermissionsBoundary': boundary } },
    ),
    ...changeFirewall(template),
  ];
}

/**
 * What an action of EC2 makes. Only there it needs no tag: CreateSubnet, for one, is asked for the new subnet and for the
 * VPC that takes it. https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 */
const MAKES: Readonly<Record<string, string>> = {
  'ec2:AuthorizeSecurityGroupEgress': 'security-group-rule',
  'ec2:AuthorizeSecurityGroupIngress': 'security-group-rule',
  'ec2:CreateRouteTable': 'route-table',
  'ec2:CreateSecurityGroup': 'security-group',
  'ec2:CreateSubnet': 'subnet',
  'ec2:CreateVpc': 'vpc',
  'ec2:CreateVpcEndpoint': 'vpc-endpoint',
};

/** Actions that change nothing that exists. */
const MAKES_ALONE = 'ec2:CreateVpc';
const TAGS = 'ec2:CreateTags';

const typeOf = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1).replace('/*', '');

const pascal = (type: string): string => type.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** The network: new resources without a limit, existing ones only where they are the stack's. */
function changeNetwork(template: PipelineTemplate): Statement[] {
  const write = neededActions(template).kinds.get('Network')?.write ?? [];
  const arns = arnsOf(template, 'Network');
  const makes = Map.groupBy(
    write.filter((action) => MAKES[action] !== undefined),
    (action) => MAKES[action] ?? '',
  );
  const named = (types: Iterable<string>) => arns.filter((arn) => [...types].includes(typeOf(arn)));
  const taggable = arns.filter((arn) => typeOf(arn) !== 'security-group-rule');
  if (write.length === 0) return [];
  return [
    ...[...makes].map(([type, actions]) => statement(`Create${pascal(type)}`, actions, named([type]))),
    statement('TagNewNetwork', [TAGS], taggable, {
      StringEquals: {
        'ec2:CreateAction': write
          .filter((action) => action.startsWith('ec2:Create'))
          .filter((action) => MAKES[action])
          .map((action) => action.slice('ec2:'.length)),
      },
    }),
    statement('TagNetworkIntoStack', [TAGS], taggable, intoStack()),
    statement(
      'ChangeNetwork',
      write.filter((action) => action !== MAKES_ALONE),
      taggable,
      ofStack(),
    ),
  ];
}

/** What is around it: the network, and what watches. */
export function changeSurroundings(template: PipelineTemplate): Statement[] {
  const { write } = neededActions(template).all;
  return [
    ...changeNetwork(template),
    ...changesOf(template, ['LogGroup', 'Topic', 'Alarm', 'Dashboard']),
    ...(write.length > 0
      ? [{ Sid: 'ManageUnnamedResources', Effect: 'Allow' as const, Action: write, Resource: '*' }]
      : []),
  ];
}
