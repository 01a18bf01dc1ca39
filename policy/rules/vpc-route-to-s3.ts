import { expectAt, findingAt, ofType, refOf, valueAt } from '../engine/deployed.ts';
import { hide, remove, set } from '../engine/mutate.ts';
import { checkEach, notApplicable, type Rule } from '../engine/rule.ts';
import { listOf } from '../engine/values.ts';
import { imagePipelineOf } from '../facts/pipeline.ts';
import { associationsOf, subnetsOf } from '../facts/topology.ts';

export const vpcRouteToS3: Rule = {
  id: 'VPC-5',
  title: 'Every subnet of the image function has a route to S3, and names that lead there',
  why: 'Without it the function waits for S3 until it is stopped, for every image, and the dead-letter queue fills with good ones.',
  reference: {
    url: 'https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html',
    controls: ['Well-Architected REL02-BP01'],
  },
  check(context) {
    const lambda = imagePipelineOf(context)?.imageFunction;
    if (!lambda) return notApplicable;
    const endpoints = ofType(context, 'AWS::EC2::VPCEndpoint').filter((endpoint) =>
      String(valueAt(endpoint, ['ServiceName'])).endsWith('.s3'),
    );
    return checkEach(subnetsOf(context, lambda), (subnet) => {
      const vpcId = valueAt(subnet, ['VpcId']);
      const tables: unknown[] = associationsOf(context, subnet).map((association) =>
        valueAt(association, ['RouteTableId']),
      );
      const isRouted = endpoints.some(
        (endpoint) =>
          valueAt(endpoint, ['VpcId']) === vpcId &&
          listOf(valueAt(endpoint, ['RouteTableIds'])).some((table) => tables.includes(table)),
      );
      const vpcs = ofType(context, 'AWS::EC2::VPC').filter((vpc) => refOf(context, vpc) === vpcId);
      return [
        ...(isRouted
          ? []
          : [findingAt(context, subnet, [], 'a route table that the S3 endpoint of its VPC names', 'no route to S3')]),
        ...(vpcs.length > 0 ? [] : [findingAt(context, subnet, ['VpcId'], 'a VPC of the stack')]),
        ...vpcs.flatMap((vpc) =>
          expectAt(
            context,
            vpc,
            ['EnableDnsSupport'],
            'true, which is the default',
            (value) => String(value ?? true) === 'true',
          ),
        ),
      ];
    });
  },
  mutants: [
    { title: 'one subnet has no route table', kind: 'single', mutate: remove('SubnetBRouteTableAssociation') },
    { title: 'the endpoint is gone', kind: 'related', mutate: remove('S3Endpoint') },
    {
      title: 'the endpoint names no route table',
      kind: 'absent',
      mutate: remove('S3Endpoint.Properties.RouteTableIds'),
    },
    {
      title: 'the route table cannot be known',
      kind: 'hidden',
      mutate: hide('SubnetARouteTableAssociation.Properties.RouteTableId'),
    },
    { title: 'names are not resolved', kind: 'boundary', mutate: set('Vpc.Properties.EnableDnsSupport', false) },
    {
      title: 'the VPC is from elsewhere',
      kind: 'boundary',
      mutate: set('SubnetA.Properties.VpcId', 'vpc-0123456789abcdef0'),
    },
  ],
};
