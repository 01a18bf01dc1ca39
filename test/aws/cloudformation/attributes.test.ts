import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { resourceType } from '../../../policy/facts/resource-types.ts';
import { ATTRIBUTES } from '../../../src/aws/cloudformation/attributes.ts';
import { resolveYaml } from './stack.ts';

function attribute(type: string, name: string, properties = '{}'): unknown {
  const reference = name === 'Ref' ? '!Ref Thing' : `!GetAtt Thing.${name}`;
  const { outputs, problems } = resolveYaml(
    `Resources: { Thing: { Type: ${type}, Properties: ${properties} } }\nOutputs: { It: { Value: ${reference} } }`,
  );
  return problems[0]?.message ?? outputs['It'];
}

const REGIONAL = 'eu-west-1:111122223333';

suite('Ref and attributes are what AWS gives', () => {
  const cases: [string, string, string, string][] = [
    ['AWS::S3::Bucket', 'Ref', '{BucketName: pics}', 'pics'],
    ['AWS::S3::Bucket', 'Arn', '{BucketName: pics}', 'arn:aws:s3:::pics'],
    ['AWS::S3::Bucket', 'DomainName', '{BucketName: pics}', 'pics.s3.amazonaws.com'],
    ['AWS::S3::Bucket', 'RegionalDomainName', '{BucketName: pics}', 'pics.s3.eu-west-1.amazonaws.com'],
    [
      'AWS::S3::Bucket',
      'Ref',
      '{BucketNamePrefix: pics, BucketNamespace: account-regional}',
      'pics-111122223333-eu-west-1-an',
    ],
    ['AWS::S3::BucketPolicy', 'Ref', '{Bucket: pics}', 'pics'],
    ['AWS::SQS::Queue', 'Ref', '{QueueName: q}', 'https://sqs.eu-west-1.amazonaws.com/111122223333/q'],
    ['AWS::SQS::Queue', 'QueueUrl', '{QueueName: q}', 'https://sqs.eu-west-1.amazonaws.com/111122223333/q'],
    ['AWS::SQS::Queue', 'QueueName', '{QueueName: q}', 'q'],
    ['AWS::SQS::Queue', 'Arn', '{QueueName: q}', `arn:aws:sqs:${REGIONAL}:q`],
    ['AWS::Lambda::Function', 'Ref', '{FunctionName: f}', 'f'],
    ['AWS::Lambda::Function', 'Arn', '{FunctionName: f}', `arn:aws:lambda:${REGIONAL}:function:f`],
    ['AWS::IAM::Role', 'Ref', '{RoleName: r}', 'r'],
    ['AWS::IAM::Role', 'Arn', '{RoleName: r}', 'arn:aws:iam::111122223333:role/r'],
    ['AWS::IAM::Role', 'Arn', '{RoleName: r, Path: /a/b/}', 'arn:aws:iam::111122223333:role/a/b/r'],
    ['AWS::IAM::ManagedPolicy', 'Ref', '{ManagedPolicyName: p}', 'arn:aws:iam::111122223333:policy/p'],
    [
      'AWS::IAM::OIDCProvider',
      'Arn',
      '{Url: https://token.actions.githubusercontent.com}',
      'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com',
    ],
    ['AWS::Logs::LogGroup', 'Ref', '{LogGroupName: /a/b}', '/a/b'],
    ['AWS::Logs::LogGroup', 'Arn', '{LogGroupName: /a/b}', `arn:aws:logs:${REGIONAL}:log-group:/a/b:*`],
    ['AWS::SNS::Topic', 'Ref', '{TopicName: t}', `arn:aws:sns:${REGIONAL}:t`],
    ['AWS::SNS::Topic', 'TopicName', '{TopicName: t, FifoTopic: false}', 't'],
    ['AWS::CloudWatch::Alarm', 'Ref', '{AlarmName: a}', 'a'],
    ['AWS::CloudWatch::CompositeAlarm', 'Arn', '{AlarmName: a}', `arn:aws:cloudwatch:${REGIONAL}:alarm:a`],
    ['AWS::CloudWatch::Dashboard', 'Ref', '{DashboardName: d}', 'd'],
    ['AWS::KMS::Alias', 'Ref', '{AliasName: alias/k}', 'alias/k'],
    ['AWS::EC2::VPC', 'CidrBlock', '{CidrBlock: 10.0.0.0/16}', '10.0.0.0/16'],
    ['AWS::EC2::SecurityGroup', 'Ref', '{}', 'Expected the properties of Thing to tell Ref Thing but they do not'],
    ['AWS::IAM::OIDCProvider', 'Ref', '{}', 'Expected the properties of Thing to tell Ref Thing but they do not'],
  ];
  for (const [type, name, properties, expected] of cases)
    test(`${type} ${name} of ${properties}`, () => assert.equal(attribute(type, name, properties), expected));
});

suite('what AWS would make up has the right form', () => {
  const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
  const cases: [string, string, RegExp][] = [
    ['AWS::S3::Bucket', 'Ref', /^pictures-thing-[0-9a-z]{12}$/],
    ['AWS::SQS::Queue', 'QueueName', /^pictures-Thing-[0-9A-Z]{12}$/],
    ['AWS::IAM::Role', 'RoleId', /^AROA[0-9A-F]{17}$/],
    ['AWS::KMS::Key', 'Ref', new RegExp(`^${uuid}$`)],
    ['AWS::KMS::Key', 'Arn', new RegExp(`^arn:aws:kms:${REGIONAL}:key/${uuid}$`)],
    [
      'AWS::Lambda::EventSourceMapping',
      'EventSourceMappingArn',
      new RegExp(`^arn:aws:lambda:${REGIONAL}:event-source-mapping:${uuid}$`),
    ],
    ['AWS::EC2::VPC', 'Ref', /^vpc-[0-9a-f]{17}$/],
    ['AWS::EC2::Subnet', 'SubnetId', /^subnet-[0-9a-f]{17}$/],
    ['AWS::EC2::RouteTable', 'Ref', /^rtb-[0-9a-f]{17}$/],
    ['AWS::EC2::SecurityGroup', 'GroupId', /^sg-[0-9a-f]{17}$/],
    ['AWS::EC2::VPCEndpoint', 'Id', /^vpce-[0-9a-f]{17}$/],
  ];
  for (const [type, name, form] of cases)
    test(`${type} ${name}`, () => {
      assert.match(String(attribute(type, name)), form);
      assert.equal(attribute(type, name), attribute(type, name), 'twice the same');
    });

  test('a FIFO queue and topic end in .fifo', () => {
    assert.match(
      String(attribute('AWS::SQS::Queue', 'QueueName', '{FifoQueue: true}')),
      /^pictures-Thing-[0-9A-Z]{12}\.fifo$/,
    );
    assert.match(
      String(attribute('AWS::SNS::Topic', 'TopicName', '{FifoTopic: true}')),
      /^pictures-Thing-[0-9A-Z]{12}\.fifo$/,
    );
  });

  test('a derived name keeps within the limit of its service', () => {
    const id = 'L'.repeat(200);
    const { outputs } = resolveYaml(`
Resources: { ${id}: { Type: AWS::S3::Bucket }, F${id}: { Type: AWS::Lambda::Function } }
Outputs: { Bucket: { Value: !Ref ${id} }, Function: { Value: !Ref F${id} } }
`);
    assert.deepEqual(
      Object.values(outputs).map((name) => String(name).length),
      [63, 64],
    );
  });
});

test('every type and attribute is one of the CloudFormation specification, and Ref is its primary identifier', () => {
  for (const [type, attributes] of Object.entries(ATTRIBUTES)) {
    const resource = resourceType(type);
    assert(resource, type);
    const known = [...Object.keys(resource.attributes), ...Object.keys(resource.properties), 'Ref'];
    for (const name of Object.keys(attributes)) assert(known.includes(name), `${type}.${name}`);
    const [identifier = '', ...others] = resource.primaryIdentifier ?? [];
    if (others.length === 0 && identifier in attributes)
      assert.equal(
        attribute(type, 'Ref', '{Url: https://a.b}'),
        attribute(type, identifier, '{Url: https://a.b}'),
        type,
      );
  }
});
