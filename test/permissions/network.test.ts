import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { authorizer, type Change, propertiesOf, read, statementOf, statementsOf, UPLOADS } from './pipeline.ts';

const withoutEndpoint: Change = (resources) => {
  Object.assign(resources['S3Endpoint'] ?? {}, { Condition: 'HasAlarmEmail' }); // which is false by default
};

describe('the network of the function', () => {
  it('has the policy of its endpoint as another gate', () => {
    const { authorize } = authorizer((resources) => {
      statementOf(resources, 'S3Endpoint', 'ReadUploads')['Action'] = 's3:GetObjectVersion';
    });
    assert.equal(authorize(read).missing, `No statement of S3Endpoint allows s3:GetObject on ${UPLOADS}/cat.jpg`);
  });

  it('lets everything through an endpoint without a policy', () => {
    const open = authorizer((resources) => delete propertiesOf(resources, 'S3Endpoint')['PolicyDocument']);
    assert.equal(open.authorize(read).allowed, true);
  });

  it('is closed without an endpoint and without a route', () => {
    assert.deepEqual(authorizer(withoutEndpoint).authorize(read), {
      allowed: false,
      reason: 'no way leads to the service',
      statements: [],
      missing: `No endpoint and no route lead ImageFunction to s3 for s3:GetObject on ${UPLOADS}/cat.jpg`,
    });
  });

  it('is open with a route', () => {
    const routed = authorizer((resources) => {
      withoutEndpoint(resources);
      resources['Way'] = { Type: 'AWS::EC2::Route', Properties: { RouteTableId: { Ref: 'RouteTable' } } };
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
          Action: 's3:GetObject',
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
    assert.throws(() => authorizer(named), { message: /^Expected Principal "\*" and aws:PrincipalArn in S3Endpoint/ });
  });
});
