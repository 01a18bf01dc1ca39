import { ofType, refOf, valueAt } from '../engine/deployed.ts';
import { remove, set } from '../engine/mutate.ts';
import { checkEach, type Rule, type RuleContext } from '../engine/rule.ts';
import { listOf } from '../engine/values.ts';
import { createdBefore } from '../facts/topology.ts';

/** What makes the subnets usable: their route tables' associations, and the routes and endpoints of those tables. */
function waysOf(context: RuleContext, subnets: readonly unknown[]): string[] {
  const associations = ofType(context, 'AWS::EC2::SubnetRouteTableAssociation').filter((association) =>
    subnets.includes(valueAt(association, ['SubnetId'])),
  );
  const tables: unknown[] = associations.map((association) => valueAt(association, ['RouteTableId']));
  const routes = ofType(context, 'AWS::EC2::Route').filter((route) =>
    tables.includes(valueAt(route, ['RouteTableId'])),
  );
  const endpoints = ofType(context, 'AWS::EC2::VPCEndpoint').filter((endpoint) =>
    [
      ...listOf(valueAt(endpoint, ['RouteTableIds'])).map((table) => tables.includes(table)),
      ...listOf(valueAt(endpoint, ['SubnetIds'])).map((subnet) => subnets.includes(subnet)),
    ].some(Boolean),
  );
  return [...associations, ...routes, ...endpoints].map(({ LogicalId }) => LogicalId);
}

export const stackNetworkOrder: Rule = {
  id: 'STACK-6',
  title: 'A function in a network is created after the routes out of it',
  why: 'A function that takes its first messages before the route to S3 exists fails on them, and each failure costs a try.',
  reference: {
    url: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-dependson.html',
    controls: ['Well-Architected REL02-BP01'],
  },
  check: (context) =>
    checkEach(ofType(context, 'AWS::Lambda::Function'), (lambda) => {
      const before = createdBefore(context, lambda.LogicalId);
      const subnets = listOf(valueAt(lambda, ['VpcConfig', 'SubnetIds']));
      return waysOf(context, subnets)
        .filter((id) => !before.has(id))
        .map((id) => ({
          path: ['Resources', lambda.LogicalId, 'DependsOn'],
          expected: `${id} before ${refOf(context, lambda)}, by DependsOn or through another resource`,
          received: `${lambda.LogicalId} can be created before it`,
        }));
    }),
  mutants: [
    {
      title: 'the security group waits for nothing',
      kind: 'absent',
      mutate: remove('ImageFunctionSecurityGroup.DependsOn'),
    },
    {
      title: 'one association may come later',
      kind: 'single',
      mutate: remove('ImageFunctionSecurityGroup.DependsOn.1'),
    },
    {
      title: 'the endpoint may come later',
      kind: 'related',
      mutate: set('ImageFunctionSecurityGroup.DependsOn.0', 'RouteTable'),
    },
  ],
};
