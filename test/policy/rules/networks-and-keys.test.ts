import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Rule } from '../../../policy/engine/rule.ts';
import { kmsPolicy } from '../../../policy/rules/kms-policy.ts';
import { kmsRetained } from '../../../policy/rules/kms-retained.ts';
import { kmsRotation } from '../../../policy/rules/kms-rotation.ts';
import { kmsServices } from '../../../policy/rules/kms-services.ts';
import { vpcAddresses } from '../../../policy/rules/vpc-addresses.ts';
import { vpcEndpointPolicy } from '../../../policy/rules/vpc-endpoint-policy.ts';
import { vpcNoRouteOut } from '../../../policy/rules/vpc-no-route-out.ts';
import { vpcSecurityGroup } from '../../../policy/rules/vpc-security-group.ts';
import { findingsIn } from './foreign.ts';

const accepts = (rule: Rule, template: string) => assert.deepEqual(findingsIn(rule, template), []);

const WEB = `
Parameters: { Office: { Type: "AWS::EC2::VPC::Id" } }
Resources:
  Vpc: { Type: "AWS::EC2::VPC", Properties: { CidrBlock: 10.0.0.0/16 } }
  Other: { Type: "AWS::EC2::VPC", Properties: { Ipv4IpamPoolId: ipam-pool-1, Ipv4NetmaskLength: 20 } }
  One: { Type: "AWS::EC2::Subnet", Properties: { VpcId: !Ref Vpc, CidrBlock: !Select [ 0, !Cidr [ 10.0.0.0/16, 2, 8 ] ] } }
  Two: { Type: "AWS::EC2::Subnet", Properties: { VpcId: !Ref Vpc, CidrBlock: !Select [ 1, !Cidr [ 10.0.0.0/16, 2, 8 ] ] } }
  Three: { Type: "AWS::EC2::Subnet", Properties: { VpcId: !Ref Office, CidrBlock: 10.0.0.0/24 } }
  Gateway: { Type: "AWS::EC2::InternetGateway" }
  Group: { Type: "AWS::EC2::SecurityGroup", Properties: { GroupDescription: web, VpcId: !Ref Vpc, SecurityGroupIngress: [ { IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0 } ] } }
  Endpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      ServiceName: !Sub com.amazonaws.\${AWS::Region}.dynamodb
      VpcId: !Ref Vpc
      PolicyDocument:
        Version: "2012-10-17"
        Statement: { Effect: Allow, Principal: "*", Action: dynamodb:GetItem, Resource: "arn:aws:dynamodb:eu-west-1:123456789012:table/jobs", Condition: { StringEquals: { aws:PrincipalAccount: "123456789012" } } }
`;

test('a network that serves the web may have a gateway and let HTTPS in', () => {
  accepts(vpcNoRouteOut, WEB);
  accepts(vpcSecurityGroup, WEB);
});

test('an endpoint for one account and one table is limited', () => accepts(vpcEndpointPolicy, WEB));

test('an endpoint for everybody is not', () =>
  assert.equal(findingsIn(vpcEndpointPolicy, WEB.replace('aws:PrincipalAccount', 'aws:UserAgent')).length, 1));

test('addresses from Fn::Cidr and from a pool, and those of a VPC from elsewhere, are fine', () =>
  accepts(vpcAddresses, WEB));

const key = (properties: string): string =>
  `Resources: { Key: { Type: "AWS::KMS::Key", Properties: { ${properties} } } }`;

test('keys for signing are not rotated', () =>
  accepts(kmsRotation, key('KeySpec: ECC_NIST_P256, KeyUsage: SIGN_VERIFY')));

test('a key that names its account and one service is fine', () =>
  accepts(
    kmsPolicy,
    key(`KeyPolicy: { Version: "2012-10-17", Statement: [
      { Effect: Allow, Principal: { AWS: !Sub "arn:\${AWS::Partition}:iam::\${AWS::AccountId}:root" }, Action: "kms:*", Resource: "*" },
      { Effect: Allow, Principal: { Service: s3.amazonaws.com }, Action: [ kms:GenerateDataKey, kms:Decrypt ], Resource: "*" } ] }`),
  ));

const keyOfTopic = (other: string): string => `
Resources:
  Key: { Type: "AWS::KMS::Key", DeletionPolicy: Delete, UpdateReplacePolicy: Delete }
  Topic: { Type: "AWS::SNS::Topic", Properties: { KmsMasterKeyId: !Ref Key } }
  ${other}
`;

test('a key for topics alone may go with its stack; one that nobody uses, or others too, may not', () => {
  accepts(kmsRetained, keyOfTopic(''));
  const queue = 'Jobs: { Type: "AWS::SQS::Queue", Properties: { KmsMasterKeyId: !GetAtt Key.Arn } }';
  assert.equal(findingsIn(kmsRetained, keyOfTopic(queue)).length, 2);
  assert.equal(findingsIn(kmsRetained, keyOfTopic('').replace('!Ref Key', 'alias/aws/sns')).length, 2);
});

test('a key may let the logs of the account in by the groups that it encrypts', () => {
  const logs = (account: string): string =>
    key(`KeyPolicy: { Statement: [ { Effect: Allow, Principal: { Service: logs.amazonaws.com }, Action: "kms:Decrypt", Resource: "*",
      Condition: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:eu-west-1:${account}:log-group:jobs" } } } ] }`);
  accepts(kmsServices, logs('123456789012'));
  assert.equal(findingsIn(kmsServices, logs('*')).length, 1);
});
