import { findingAt, ofType, valueAt } from '../engine/deployed.ts';
import { addResource, hide, set } from '../engine/mutate.ts';
import type { Rule } from '../engine/rule.ts';
import { show } from '../engine/values.ts';
import { imagePipelineOf } from '../facts/pipeline.ts';

const WAYS = [
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

export const vpcNoWayOut: Rule = {
  id: 'VPC-2',
  title: 'The network of the image function has no way out but the gateway endpoint of S3',
  why: 'One route is enough to make the isolation a word only: what a malicious image gets hold of leaves by it.',
  reference: {
    url: 'https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html',
    controls: ['Security Hub EC2.21', 'Well-Architected SEC05-BP01', 'Well-Architected SEC05-BP02'],
  },
  check(judged) {
    if (!imagePipelineOf(judged)) return [];
    const s3 = `com.amazonaws.${judged.settings.pseudo.Region}.s3`;
    const strange = ofType(judged, 'AWS::EC2::VPCEndpoint').filter(
      (endpoint) =>
        valueAt(endpoint, ['VpcEndpointType']) !== 'Gateway' ||
        !String(valueAt(endpoint, ['ServiceName'])).endsWith(s3.slice('com'.length)),
    );
    return [
      ...ofType(judged, ...WAYS).map((way) => findingAt(judged, way, [], 'no way out of the network', way.Type)),
      ...strange.map((endpoint) => {
        const received = ['VpcEndpointType', 'ServiceName'].map((name) => show(valueAt(endpoint, [name]))).join(' ');
        return findingAt(judged, endpoint, ['ServiceName'], `the Gateway endpoint ${s3} alone`, received);
      }),
    ];
  },
  mutants: [
    {
      title: 'a route to the internet',
      kind: 'over the line',
      mutate: addResource('Route', 'AWS::EC2::Route', {
        RouteTableId: { Ref: 'RouteTable' },
        DestinationCidrBlock: '0.0.0.0/0',
        GatewayId: 'igw-1',
      }),
    },
    { title: 'an internet gateway', kind: 'companion', mutate: addResource('Gateway', 'AWS::EC2::InternetGateway') },
    {
      title: 'a NAT gateway',
      kind: 'some',
      mutate: addResource('Nat', 'AWS::EC2::NatGateway', { SubnetId: { Ref: 'SubnetA' } }),
    },
    {
      title: 'the endpoint of another service',
      kind: 'over the line',
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
