import { listOf, mapOf } from '../../policy/engine/values.ts';
import { matches } from '../../policy/facts/wildcards.ts';
import type { ResolvedResource } from '../aws/cloudformation/attribute-of.ts';
import { overlap } from '../aws/cloudformation/cidr.ts';
import { NETWORK_INTERFACE_ACTIONS } from '../aws/iam/needs.ts';
import type { ResourceChange } from './resource-changes.ts';
import { say, several, type Words } from './words.ts';

/**
 * CloudFormation makes what is new, then changes what stays, and deletes the rest at the end. So an update of a running
 * stack fails, or leaves something behind, where two resources cannot exist side by side, and where a change takes away
 * what the deletion at the end still needs.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html
 */
type Update = { change: ResourceChange; changes: readonly ResourceChange[]; before: readonly ResolvedResource[] };

type Hazard = (update: Update) => Words[];

const isNew = ({ fate }: ResourceChange): boolean => fate === 'added' || fate === 'replaced';

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** Properties that no two resources of a type have in common; all of a row together. */
const UNIQUE: Readonly<Record<string, readonly string[]>> = {
  // https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html: one route to a service in a route table
  'AWS::EC2::VPCEndpoint': ['VpcId', 'ServiceName'],
  'AWS::IAM::OIDCProvider': ['Url'],
  // https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html: ResourceConflictException
  'AWS::Lambda::EventSourceMapping': ['EventSourceArn', 'FunctionName'],
};

const nameOf = ({ Type, Properties }: ResolvedResource): string | undefined =>
  [`${Type.split('::').at(-1)}Name`, 'GroupName', 'Name'].find((name) => typeof Properties[name] === 'string');

/** A replacement under the name, or the like, of what it replaces. */
const takesTheSame: Hazard = ({ change: { type, fate, before, after } }) => {
  if (fate !== 'replaced' || !before || !after) return [];
  const name = nameOf(before);
  const properties = UNIQUE[type] ?? (name === undefined ? [] : [name]);
  if (properties.length === 0 || !properties.every((each) => same(before.Properties[each], after.Properties[each])))
    return [];
  const values = properties.map((each) => `${each} ${shown(before.Properties[each])}`);
  return [
    say`CloudFormation makes the new one before it deletes the old one, and refuses two with ${several(values)}: change that too, or deploy once without it`,
  ];
};

/** A new subnet in the addresses of one that the update deletes only afterwards, or never. */
const takesItsAddresses: Hazard = ({ change, before }) => {
  const { type, after, logicalId } = change;
  if (type !== 'AWS::EC2::Subnet' || !isNew(change) || !after) return [];
  const block = String(after.Properties['CidrBlock']);
  const taken = before.filter(
    ({ Type, Properties }) =>
      Type === type &&
      same(Properties['VpcId'], after.Properties['VpcId']) &&
      overlap(String(Properties['CidrBlock']), block),
  );
  return taken.length === 0
    ? []
    : [
        say`the new subnet gets the addresses ${block} while ${several(taken.map(({ LogicalId }) => (LogicalId === logicalId ? 'the old one' : LogicalId)))} still has them, and EC2 refuses that: give it others, or deploy once without the network`,
      ];
};

const inNetwork = (resource: ResolvedResource | undefined): boolean =>
  listOf(mapOf(resource?.Properties['VpcConfig'])['SubnetIds']).length > 0;

const refersTo = (value: unknown, logicalId: string): boolean =>
  new RegExp(`\\$\\{${logicalId}[.}]`).test(JSON.stringify(value) ?? '');

/** What the inline policies of a role allow, as it is written. */
const allowedBy = (role: ResolvedResource): string[] =>
  listOf(role.Properties['Policies'])
    .flatMap((policy) => listOf(mapOf(mapOf(policy)['PolicyDocument'])['Statement']))
    .map(mapOf)
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action }) => listOf(Action).map(String));

const allows = (role: ResolvedResource, action: string): boolean =>
  allowedBy(role).some((pattern) => matches(pattern, action));

/** A role that can no longer delete the interfaces of a function that leaves its network in the same update. */
const losesItsInterfaces: Hazard = ({ change: { type, logicalId, before, after }, changes }) => {
  if (type !== 'AWS::IAM::Role' || !before || !after) return [];
  const leaving = changes.filter(
    (each) =>
      each.type === 'AWS::Lambda::Function' &&
      inNetwork(each.before) &&
      !inNetwork(each.after) &&
      refersTo(each.before?.Properties['Role'], logicalId),
  );
  const lost = NETWORK_INTERFACE_ACTIONS.filter((action) => allows(before, action) && !allows(after, action));
  return leaving.length === 0 || lost.length === 0
    ? []
    : [
        say`it loses ${several(lost)} in the update in which ${several(leaving.map((each) => each.logicalId))} leaves its network: Lambda cannot delete the interfaces, and security group, subnets and VPC stay behind; keep the grants, and take them away in a later deployment`,
      ];
};

/** A bucket that is replaced while messages about the old one wait, which the role may then not read any more. */
const losesItsUploads: Hazard = ({ change: { type, fate, before, after } }) => {
  const queues = listOf(mapOf(before?.Properties['NotificationConfiguration'])['QueueConfigurations']);
  if (type !== 'AWS::S3::Bucket' || fate !== 'replaced' || !after || queues.length === 0) return [];
  return [
    say`uploads that wait in the queue are in the old bucket, which the function may not read any more: stop uploading and let the queue run empty first, and give a bootstrap the new name before this`,
  ];
};

/** A key that goes while what it encrypted is still on its way. */
const losesItsKey: Hazard = ({ change: { type, logicalId, fate }, changes, before }) => {
  if (type !== 'AWS::KMS::Key' || (fate !== 'removed' && fate !== 'replaced')) return [];
  const removed = changes.filter((each) => each.fate === 'removed').map((each) => each.logicalId);
  const users = before.filter(
    ({ LogicalId, Type, Properties }) =>
      ['AWS::SNS::Topic', 'AWS::SQS::Queue'].includes(Type) &&
      !removed.includes(LogicalId) &&
      refersTo(Properties['KmsMasterKeyId'], logicalId),
  );
  return users.length === 0
    ? []
    : [
        say`messages of ${several(users.map(({ LogicalId }) => LogicalId))} that are not delivered yet are lost with it: deploy while no alarm is on its way`,
      ];
};

const HAZARDS: readonly Hazard[] = [takesTheSame, takesItsAddresses, losesItsInterfaces, losesItsUploads, losesItsKey];

/**
 * Why an update of a running stack fails at a change, or leaves something behind, with what to do instead. `changes` are
 * all of the update, `before` the resources that exist when it begins.
 */
export const updateHazards = (
  change: ResourceChange,
  changes: readonly ResourceChange[],
  before: readonly ResolvedResource[],
): Words[] => HAZARDS.flatMap((hazard) => hazard({ change, changes, before }));
