import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { authorizer, type Change, propertiesOf, read, statementOf, statementsOf, UPLOADS } from './pipeline.ts';

const withoutEndpoint: Change = (resources) => {
  Object.assign(resources['S3Endpoint'] ?? {}, { Condition: 'HasAlarmEmail' }); // which is false by default
};

describe('the network of the function', () => {
  it('has the policy of its endpoint as another gate', () => {
    const { authorize } = authorizer((resources) => {
      statementOf(resources, 'S3Endpoint', 'ReadUploads')['Action'] = 's3:GetObject';
    });
    assert.equal(
      authorize(read).missing,
      `No statement of S3Endpoint allows s3:GetObjectVersion on ${UPLOADS}/cat.jpg`,
    );
  });

  it('lets everything through an endpoint without a policy', () => {
    const open = authorizer((resources) => delete propertiesOf(resources, 'S3Endpoint')['PolicyDocument']);
    assert.equal(open.authorize(read).allowed, true);
  });

  it('is closed without an endpoint and without a route', () => {
    assert.deepEqual(authorizer(withoutEndpoint).authorize(read), {
      allowed: false,
      reason: 'no route leads to the service',
      statements: [],
      missing: `No endpoint and no route lead ImageFunction to s3 for s3:GetObjectVersion on ${UPLOADS}/cat.jpg`,
    });
  });

  it('is closed where the endpoint is in another network', () => {
    const elsewhere = authorizer((resources) => {
      resources['Other'] = { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.1.0.0/24' } };
      propertiesOf(resources, 'S3Endpoint')['VpcId'] = { Ref: 'Other' };
    });
    assert.equal(elsewhere.authorize(read).reason, 'no route leads to the service');
  });

  it('is taken as open where its subnets are not of the template', () => {
    const foreign = authorizer((resources) => {
      propertiesOf(resources, 'ImageFunction')['VpcConfig'] = { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] };
    });
    assert.equal(foreign.authorize(read).allowed, true);
  });

  it('is open with a route', () => {
    const routed = authorizer((resources) => {
      withoutEndpoint(resources);
      resources['Route'] = { Type: 'AWS::EC2::Route', Properties: { RouteTableId: { Ref: 'RouteTable' } } };
    });
    assert.equal(routed.authorize(read).allowed, true);
  });

  it('shows itself to the policies of buckets', () => {
    const only = (vpce: unknown) =>
      authorizer((resources) =>
        statementsOf(resources, 'UploadBucketPolicy').push({
          Sid: 'DenyElsewhere',
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:GetObjectVersion',
          Resource: { 'Fn::Sub': '${UploadBucket.Arn}/*' },
          Condition: { StringNotEquals: { 'aws:SourceVpce': vpce } },
        }),
      );
    assert.equal(only({ Ref: 'S3Endpoint' }).authorize(read).allowed, true);
    assert.equal(only('vpce-other').authorize(read).reason, 'explicit deny');
  });

  it('cannot name principals in a gateway endpoint', () => {
    const named: Change = (resources) => {
      statementOf(resources, 'S3Endpoint', 'ReadUploads')['Principal'] = { AWS: '111122223333' };
    };
    const ofInterface: Change = (resources) => {
      named(resources);
      Object.assign(propertiesOf(resources, 'S3Endpoint'), { VpcEndpointType: 'Interface' });
    };
    assert.equal(authorizer(ofInterface).authorize(read).allowed, true);
    assert.throws(() => authorizer(named), { message: /^Expected Principal "\*" and aws:PrincipalArn in S3Endpoint/ });
  });
});
