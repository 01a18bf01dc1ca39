import { because } from './because.ts';
import { arn, parameter, policyDocument, type Resource, type ResourceType, ref, sub } from './cloudformation.ts';
import { Fn, Refs } from './functions.ts';

const VPC_CIDR = '10.0.0.0/24';
const HTTPS = 443;

const subnet = (zone: number, CidrBlock: string): ResourceType<'AWS::EC2::Subnet'> => ({
  Why: 'one of two, with no route but the one to S3. Its zone is chosen: AWS may choose another at an update, and a subnet cannot move.',
  Type: 'AWS::EC2::Subnet',
  Properties: {
    VpcId: ref('Vpc'),
    AvailabilityZone: sub('${AWS::Region}${Letter}', {
      Letter: Fn.Select(zone, Fn.Split(',', parameter('AvailabilityZones'))),
    }),
    CidrBlock,
    MapPublicIpOnLaunch: false,
  },
});

const association = (id: 'SubnetA' | 'SubnetB'): ResourceType<'AWS::EC2::SubnetRouteTableAssociation'> => ({
  Why: 'puts the subnet under the route table that knows only S3.',
  Type: 'AWS::EC2::SubnetRouteTableAssociation',
  Properties: { SubnetId: ref(id), RouteTableId: ref('RouteTable') },
});

/**
 * The network of a function without internet access: it decodes strangers' files in native code, so that code must
 * have nowhere to send them. Lambda polls the queue, delivers logs and takes traces outside of this network.
 */
export const network = () =>
  ({
    Vpc: {
      Why: 'The network of the function alone, without a gateway. DNS queries leave it nevertheless.',
      Type: 'AWS::EC2::VPC',
      Properties: { CidrBlock: VPC_CIDR, EnableDnsSupport: true, Tags: [{ Key: 'Name', Value: Refs.StackName }] },
    },
    SubnetA: subnet(0, '10.0.0.0/25'),
    SubnetB: subnet(1, '10.0.0.128/25'),
    RouteTable: {
      Why: 'Has no route of its own; the endpoint adds the one to S3.',
      Type: 'AWS::EC2::RouteTable',
      Properties: { VpcId: ref('Vpc') },
    },
    SubnetARouteTableAssociation: association('SubnetA'),
    SubnetBRouteTableAssociation: association('SubnetB'),
    S3Endpoint: {
      Why: 'The one way out: to both buckets, for the role of the function. It is free of charge.',
      Type: 'AWS::EC2::VPCEndpoint',
      Properties: {
        VpcEndpointType: 'Gateway',
        ServiceName: sub('com.amazonaws.${AWS::Region}.s3'),
        VpcId: ref('Vpc'),
        RouteTableIds: [ref('RouteTable')],
        PolicyDocument: because(
          'As in the role. A gateway endpoint takes no role as its Principal; aws:PrincipalArn says the same.',
          policyDocument(
            {
              Sid: 'ReadUploads',
              Effect: 'Allow',
              Principal: '*',
              Action: 's3:GetObjectVersion',
              Resource: sub('${UploadBucket.Arn}/*'),
              Condition: { ArnEquals: { 'aws:PrincipalArn': arn('ImageFunctionRole') } },
            },
            {
              Sid: 'WriteProcessed',
              Effect: 'Allow',
              Principal: '*',
              Action: ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'],
              Resource: [sub('${ProcessedBucket.Arn}/processed/*'), sub('${ProcessedBucket.Arn}/failed/*')],
              Condition: { ArnEquals: { 'aws:PrincipalArn': arn('ImageFunctionRole') } },
            },
          ),
        ),
      },
    },
    ImageFunctionSecurityGroup: {
      Why: 'Lets HTTPS out and nothing in. The function needs it, so it comes after the way to S3.',
      Type: 'AWS::EC2::SecurityGroup',
      DependsOn: ['S3Endpoint', 'SubnetARouteTableAssociation', 'SubnetBRouteTableAssociation'],
      Properties: {
        GroupDescription: 'HTTPS out to the S3 endpoint, nothing in',
        VpcId: ref('Vpc'),
        SecurityGroupEgress: [
          {
            Description: 'HTTPS; the subnets have a route to S3 alone',
            IpProtocol: 'tcp',
            FromPort: HTTPS,
            ToPort: HTTPS,
            CidrIp: '0.0.0.0/0',
          },
        ],
      },
    },
  }) satisfies Record<string, Resource>;
