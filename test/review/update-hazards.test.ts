import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { overlap } from '../../src/aws/cloudformation/cidr.ts';
import type { Side } from '../../src/review/side.ts';
import { choose, deploymentOf, reviewed, setProperty, templateOf } from './reviewed.ts';

/** The first line of the report, and all that it says of the update. */
async function said(change: (side: Side) => void, from?: (side: Side) => void) {
  const { dangers } = await reviewed(change, from ? { from } : {});
  return { first: dangers[0] ?? '', update: dangers.filter((line) => line.includes('Update of a running stack')) };
}

const setting = (name: string, value: string) => (side: Side) => {
  deploymentOf(side, 'production').parameters[name] = value;
};

const internet = (side: Side) => choose(side, { networkAccess: 'internet' });

/** Takes away the grants that a network needs. */
function withoutNetworkGrants(side: Side): void {
  const properties = templateOf(side).Resources['ImageFunctionRole']?.Properties;
  const policies = (properties?.['Policies'] ?? []) as { PolicyDocument: { Statement: { Sid: string }[] } }[];
  for (const { PolicyDocument } of policies)
    PolicyDocument.Statement = PolicyDocument.Statement.filter(
      ({ Sid }) => !['AttachToNetwork', 'DenyEniToFunctionCode'].includes(Sid),
    );
}

describe('the review of a change to a running stack', () => {
  it('knows no hazard in leaving the network, and how long that takes', async () => {
    const { update } = await said(internet);
    assert.deepEqual(update, []);
    const { dangers } = await reviewed(internet);
    assert.match(dangers.join('\n'), /`ImageFunction` .*: Lambda deletes its network interfaces .* 20 to 40 minutes/);
  });

  it('knows no hazard in entering a network', async () => {
    const { update } = await said(() => {}, internet);
    assert.deepEqual(update, []);
  });

  it('finds grants that go while the function still leaves its network', async () => {
    const { first } = await said((side) => {
      internet(side);
      withoutNetworkGrants(side);
    });
    assert.match(first, /^- \*\*Update of a running stack\*\* · `ImageFunctionRole`: it loses /);
    assert.match(first, /ec2:DeleteNetworkInterface/);
    assert.match(first, /keep the grants, and take them away in a later deployment$/);
  });

  it('finds subnets that would move to other zones under the same addresses', async () => {
    const { first, update } = await said(setting('AvailabilityZones', 'b,c'));
    assert.match(
      first,
      /`SubnetA` \(in `production`\): the new subnet gets the addresses `10\.0\.0\.0\/25` while `the old one`/,
    );
    assert.match(first, /give it others, or deploy once without the network$/);
    assert.equal(update.length, 2);
  });

  it('finds a subnet in the addresses of another that goes', async () => {
    const { first } = await said((side) => {
      const { SubnetB, ...others } = templateOf(side).Resources;
      templateOf(side).Resources = { ...others, ...(SubnetB && { SubnetC: SubnetB }) };
    });
    assert.match(
      first,
      /`SubnetC`: the new subnet gets the addresses `10\.0\.0\.128\/25` while `SubnetB` still has them/,
    );
  });

  it('finds a bucket with another name while uploads wait', async () => {
    const { first } = await said(setting('UploadBucketName', 'other-uploads'));
    assert.match(first, /`UploadBucket` .*: uploads that wait in the queue are in the old bucket/);
  });

  it('finds a key that goes before its last alarm', async () => {
    const { first } = await said(setting('AlarmKeyArn', 'arn:aws:kms:eu-central-1:111122223333:key/1'));
    assert.match(first, /`AlarmKey` .*: messages of `AlarmTopic` that are not delivered yet are lost with it/);
  });

  it('finds a replacement under a name, or the like, that is taken', async () => {
    const queue = await said((side) => setProperty(side, 'ImageQueue', 'FifoQueue', true));
    assert.match(queue.first, /`ImageQueue`: .* refuses two with `QueueName .*-image-queue`: change that too/);
    const endpoint = await said((side) => setProperty(side, 'S3Endpoint', 'VpcEndpointType', 'Interface'));
    assert.match(endpoint.update.join('\n'), /`S3Endpoint`: .* refuses two with `VpcId \$\{Vpc\}`, `ServiceName /);
  });

  it('finds none in what is changed every day', async () => {
    for (const [name, value] of [
      ['MemorySize', '1024'],
      ['LogLevel', 'DEBUG'],
      ['VisibilityTimeout', '600'],
      ['AlarmEmail', 'a@example.com'],
      ['ReservedConcurrency', '0'],
    ] as const)
      assert.deepEqual((await said(setting(name, value))).update, [], name);
  });
});

it('blocks of addresses overlap where one is within the other', () => {
  assert.ok(overlap('10.0.0.0/24', '10.0.0.128/25'));
  assert.ok(overlap('10.0.0.128/25', '10.0.0.0/24'));
  assert.ok(!overlap('10.0.0.0/25', '10.0.0.128/25'));
  assert.ok(!overlap('none', '10.0.0.0/25'));
});
