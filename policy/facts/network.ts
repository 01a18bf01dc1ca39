import type { ResolvedResource } from '../../src/aws/cloudformation/resolve.ts';
import { ofType, refOf, valueAt } from '../engine/deployed.ts';
import type { Judged } from '../engine/rule.ts';
import { listOf } from '../engine/values.ts';

const named = (judged: Judged, type: string, ids: readonly unknown[]): ResolvedResource[] =>
  ofType(judged, type).filter((resource) => ids.includes(refOf(judged, resource)));

/** The subnets of the stack that a function runs in. */
export const subnetsOf = (judged: Judged, lambda: ResolvedResource): ResolvedResource[] =>
  named(judged, 'AWS::EC2::Subnet', listOf(valueAt(lambda, ['VpcConfig', 'SubnetIds'])));

/** The security groups of the stack that a function has. */
export const securityGroupsOf = (judged: Judged, lambda: ResolvedResource): ResolvedResource[] =>
  named(judged, 'AWS::EC2::SecurityGroup', listOf(valueAt(lambda, ['VpcConfig', 'SecurityGroupIds'])));

/** The entries that associate a subnet with a route table. */
export const associationsOf = (judged: Judged, subnet: ResolvedResource): ResolvedResource[] =>
  ofType(judged, 'AWS::EC2::SubnetRouteTableAssociation').filter(
    (association) => valueAt(association, ['SubnetId']) === refOf(judged, subnet),
  );
