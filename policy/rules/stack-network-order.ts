import { ofType, refOf, valueAt } from '../engine/deployed.ts';
import { remove, set } from '../engine/mutate.ts';
import type { Judged, Rule } from '../engine/rule.ts';
import { listOf } from '../engine/values.ts';
import { createdBefore } from '../facts/creation.ts';

/** What makes the subnets usable: their route tables' associations, and the routes and endpoints of those tables. */
function waysOf(judged: Judged, subnets: readonly unknown[]): string[] {
  const associations = ofType(judged, 'AWS::EC2::SubnetRouteTableAssociation').filter((association) =>
    subnets.includes(valueAt(association, ['SubnetId'])),
  );
  const tables = associations.map((association) => valueAt(association, ['RouteTableId']));
  const routes = ofType(judged, 'AWS::EC2::Route').filter((route) => tables.includes(valueAt(route, ['RouteTableId'])));
  const endpoints = ofType(judged, 'AWS::EC2::VPCEndpoint').filter((endpoint) =>
    [
      ...listOf(valueAt(endpoint, ['RouteTableIds'])).map((table) => tables.includes(table)),
      ...listOf(valueAt(endpoint, ['SubnetIds'])).map((subnet) => subnets.includes(subnet)),
    ].some(Boolean),
  );
  return [...associations, ...routes, ...endpoints].map(({ LogicalId }) => LogicalId);
}

export const stackNetworkOrder: Rule = {
  id: 'STACK-6',
  title: 'A function in a network is created after its ways out of it',
  why: 'A function that takes its first messages before the way to S3 is there fails on them, and each failure costs a try.',
  reference: {
    url: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-dependson.html',
    controls: ['Well-Architected REL02-BP01'],
  },
  check: (judged) =>
    ofType(judged, 'AWS::Lambda::Function').flatMap((lambda) => {
      const before = createdBefore(judged, lambda.LogicalId);
      const subnets = listOf(valueAt(lambda, ['VpcConfig', 'SubnetIds']));
      return waysOf(judged, subnets)
        .filter((id) => !before.has(id))
        .map((id) => ({
          path: ['Resources', lambda.LogicalId, 'DependsOn'],
          expected: `${id} before ${refOf(judged, lambda)}, by DependsOn or through another resource`,
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
      kind: 'some',
      mutate: remove('ImageFunctionSecurityGroup.DependsOn.1'),
    },
    {
      title: 'the endpoint may come later',
      kind: 'companion',
      mutate: set('ImageFunctionSecurityGroup.DependsOn.0', 'RouteTable'),
    },
  ],
};
