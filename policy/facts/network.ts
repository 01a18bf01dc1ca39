import type { ResolvedResource } from '../../src/aws/cloudformation/attribute-of.ts';
import { ofType, refOf, valueAt } from '../engine/deployed.ts';
import type { RuleContext } from '../engine/rule.ts';
import { listOf } from '../engine/values.ts';

const named = (context: RuleContext, type: string, ids: readonly unknown[]): ResolvedResource[] =>
  ofType(context, type).filter((resource) => ids.includes(refOf(context, resource)));

/** The subnets of the stack that a function runs in. */
export const subnetsOf = (context: RuleContext, lambda: ResolvedResource): ResolvedResource[] =>
  named(context, 'AWS::EC2::Subnet', listOf(valueAt(lambda, ['VpcConfig', 'SubnetIds'])));

/** The security groups of the stack that a function has. */
export const securityGroupsOf = (context: RuleContext, lambda: ResolvedResource): ResolvedResource[] =>
  named(context, 'AWS::EC2::SecurityGroup', listOf(valueAt(lambda, ['VpcConfig', 'SecurityGroupIds'])));

/** The entries that associate a subnet with a route table. */
export const associationsOf = (context: RuleContext, subnet: ResolvedResource): ResolvedResource[] =>
  ofType(context, 'AWS::EC2::SubnetRouteTableAssociation').filter(
    (association) => valueAt(association, ['SubnetId']) === refOf(context, subnet),
  );
