import assert from 'node:assert/strict';
import {
  CreateBucketCommand,
  DeleteBucketLifecycleCommand,
  DeleteBucketPolicyCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketLoggingCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketLoggingCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { type Case, refuses } from './contract.ts';

/** Buckets and their settings. */
export const BUCKETS: readonly Case[] = [
  {
    title: 'knows its buckets and no others',
    async run({ s3, plain: Bucket }) {
      await s3.send(new HeadBucketCommand({ Bucket }));
      const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
      assert.ok(Buckets.some(({ Name }) => Name === Bucket));
      await refuses(s3.send(new HeadBucketCommand({ Bucket: 'no-such-bucket' })), 'NotFound', 404);
      await refuses(s3.send(new GetBucketLocationCommand({ Bucket: 'no-such-bucket' })), 'NoSuchBucket', 404);
      assert.ok(
        ['', undefined, null].includes((await s3.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint),
      );
    },
  },
  {
    title: 'refuses a name that no bucket can have, and another Region',
    async run({ s3 }) {
      await refuses(s3.send(new CreateBucketCommand({ Bucket: 'Upper_Case' })), 'InvalidBucketName', 400);
      const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' } as const;
      const create = new CreateBucketCommand({ Bucket: 'elsewhere', CreateBucketConfiguration });
      await refuses(s3.send(create), 'IllegalLocationConstraintException', 400);
    },
    moto: 'moto takes any name, and has every Region behind one address',
  },
  {
    title: 'keeps the settings of a bucket and gives them back',
    async run({ s3, plain: Bucket }) {
      const ServerSideEncryptionConfiguration = {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' as const }, BucketKeyEnabled: false }],
      };
      await s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration }));
      const encryption = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
      const [rule] = encryption.ServerSideEncryptionConfiguration?.Rules ?? [];
      assert.equal(rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm, 'AES256');

      const PublicAccessBlockConfiguration = {
        BlockPublicAcls: true,
        IgnorePublicAcls: true,
        BlockPublicPolicy: true,
        RestrictPublicBuckets: false,
      };
      await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
      const block = await s3.send(new GetPublicAccessBlockCommand({ Bucket }));
      assert.deepEqual(block.PublicAccessBlockConfiguration, PublicAccessBlockConfiguration);

      const OwnershipControls = { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' as const }] };
      await s3.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls }));
      assert.deepEqual(
        (await s3.send(new GetBucketOwnershipControlsCommand({ Bucket }))).OwnershipControls,
        OwnershipControls,
      );

      const Tagging = { TagSet: [{ Key: 'a', Value: 'b' }] };
      await refuses(s3.send(new GetBucketTaggingCommand({ Bucket })), 'NoSuchTagSet', 404);
      await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging }));
      assert.deepEqual((await s3.send(new GetBucketTaggingCommand({ Bucket }))).TagSet, Tagging.TagSet);
    },
  },
  {
    title: 'keeps a lifecycle and a policy until they are deleted',
    async run({ s3, plain: Bucket }) {
      const rule = { ID: 'expire', Status: 'Enabled' as const, Filter: { Prefix: 'a/' }, Expiration: { Days: 90 } };
      const getLifecycle = () => s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
      await refuses(getLifecycle(), 'NoSuchLifecycleConfiguration', 404);
      await s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules: [rule] } }));
      assert.deepEqual((await getLifecycle()).Rules, [rule]);
      await s3.send(new DeleteBucketLifecycleCommand({ Bucket }));
      await refuses(getLifecycle(), 'NoSuchLifecycleConfiguration', 404);

      const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [] });
      await refuses(s3.send(new GetBucketPolicyCommand({ Bucket })), 'NoSuchBucketPolicy', 404);
      await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
      assert.equal((await s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy, Policy);
      await s3.send(new DeleteBucketPolicyCommand({ Bucket }));
      await refuses(s3.send(new GetBucketPolicyCommand({ Bucket })), 'NoSuchBucketPolicy', 404);
    },
  },
  {
    title: 'keeps where access is logged to',
    async run({ s3, plain: Bucket }) {
      const LoggingEnabled = { TargetBucket: Bucket, TargetPrefix: 'logs/' };
      assert.equal((await s3.send(new GetBucketLoggingCommand({ Bucket }))).LoggingEnabled, undefined);
      await s3.send(new PutBucketLoggingCommand({ Bucket, BucketLoggingStatus: { LoggingEnabled } }));
      assert.deepEqual((await s3.send(new GetBucketLoggingCommand({ Bucket }))).LoggingEnabled, LoggingEnabled);
    },
    moto: 'moto asks for a grant to the log delivery group, which new buckets do not have any more',
  },
  {
    title: 'pages through its buckets',
    async run({ s3, plain, versioned }) {
      const names: string[] = [];
      let ContinuationToken: string | undefined;
      do {
        const page = await s3.send(new ListBucketsCommand({ MaxBuckets: 1, ContinuationToken }));
        names.push(...(page.Buckets ?? []).map(({ Name = '' }) => Name));
        ContinuationToken = page.ContinuationToken;
      } while (ContinuationToken !== undefined);
      assert.equal(new Set(names).size, names.length);
      assert.ok([plain, versioned].every((name) => names.includes(name)));
      const { Buckets } = await s3.send(new ListBucketsCommand({ Prefix: plain }));
      assert.ok(Buckets?.every(({ Name }) => Name?.startsWith(plain)));
    },
    moto: 'moto gives out some of its buckets only',
  },
  {
    title: 'creates a bucket under the ownership asked for, and none that others may read',
    async run({ s3, plain }) {
      const Bucket = `${plain}-owned`;
      await refuses(
        s3.send(new CreateBucketCommand({ Bucket, ACL: 'public-read' })),
        'AccessControlListNotSupported',
        400,
      );
      await s3.send(new CreateBucketCommand({ Bucket, ObjectOwnership: 'BucketOwnerPreferred' }));
      const { OwnershipControls } = await s3.send(new GetBucketOwnershipControlsCommand({ Bucket }));
      assert.deepEqual(OwnershipControls?.Rules, [{ ObjectOwnership: 'BucketOwnerPreferred' }]);
    },
    moto: 'moto creates a bucket with any list',
  },
];
