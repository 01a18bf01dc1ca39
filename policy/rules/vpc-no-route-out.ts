import { findingAt, ofType, valueAt } from '../engine/deployed.ts';
import { addResource, hide, set } from '../engine/mutate.ts';
import { notApplicable, type Rule } from '../engine/rule.ts';
import { show } from '../engine/values.ts';
import { imagePipelineOf } from '../facts/pipeline.ts';

const ROUTES = [
  'AWS::EC2::CarrierGateway',
  'AWS::EC2::EgressOnlyInternetGateway',
  'AWS::EC2::GatewayRouteTableAssociation',
  'AWS::EC2::InternetGateway',
  'AWS::EC2::NatGateway',
  'AWS::EC2::Route',
  'AWS::EC2::TransitGatewayAttachment',
  'AWS::EC2::TransitGatewayVpcAttachment',
  'AWS::EC2::VPCGatewayAttachment',
  'AWS::EC2::VPCPeeringConnection',
  'AWS::EC2::VPNGateway',
];

export const vpcNoRouteOut: Rule = {
  id: 'VPC-2',
  title: 'The network of the image function has no route out but the gateway endpoint of S3',
  why: 'One route is enough to make the isolation a word only: what a malicious image gets hold of leaves by it.',
  reference: {
    url: 'https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html',
    controls: ['Security Hub EC2.21', 'Well-Architected SEC05-BP01', 'Well-Architected SEC05-BP02'],
  },
  check(context) {
    if (!imagePipelineOf(context)) return notApplicable;
    const s3 = `com.amazonaws.${context.settings.pseudo.Region}.s3`;
    const strange = ofType(context, 'AWS::EC2::VPCEndpoint').filter(
      (endpoint) =>
        valueAt(endpoint, ['VpcEndpointType']) !== 'Gateway' ||
        !String(valueAt(endpoint, ['ServiceName'])).endsWith(s3.slice('com'.length)),
    );
    return [
      ...ofType(context, ...ROUTES).map((route) =>
        findingAt(context, route, [], 'no route out of the network', route.Type),
      ),
      ...strange.map((endpoint) => {
        const received = ['VpcEndpointType', 'ServiceName'].map((name) => show(valueAt(endpoint, [name]))).join(' ');
        return findingAt(context, endpoint, ['ServiceName'], `the Gateway endpoint ${s3} alone`, received);
      }),
    ];
  },
  mutants: [
    {
      title: 'a route to the internet',
      kind: 'boundary',
      mutate: addResource('Route', 'AWS::EC2::Route', {
        RouteTableId: { Ref: 'RouteTable' },
        DestinationCidrBlock: '0.0.0.0/0',
        GatewayId: 'igw-1',
      }),
    },
    { title: 'an internet gateway', kind: 'related', mutate: addResource('Gateway', 'AWS::EC2::InternetGateway') },
    {
      title: 'a NAT gateway',
      kind: 'single',
      mutate: addResource('Nat', 'AWS::EC2::NatGateway', { SubnetId: { Ref: 'SubnetA' } }),
    },
    {
      title: 'the endpoint of another service',
      kind: 'boundary',
      mutate: set('S3Endpoint.Properties.ServiceName', { 'Fn::Sub': 'com.amazonaws.${AWS::Region}.dynamodb' }),
    },
    { title: 'an endpoint that cannot be known', kind: 'hidden', mutate: hide('S3Endpoint.Properties.ServiceName') },
    {
      title: 'an endpoint of no stated kind',
      kind: 'absent',
      mutate: set('S3Endpoint.Properties.VpcEndpointType', 'Interface'),
    },
  ],
};
