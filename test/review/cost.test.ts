import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import type { ResolvedResource } from '../../src/aws/cloudformation/attribute-of.ts';
import { LOAD } from '../../src/pipeline/load.ts';
import { costOf } from '../../src/review/cost.ts';
import { storageCost } from '../../src/review/storage-cost.ts';

const resource = (Type: string, Properties: Record<string, unknown>, LogicalId = 'It'): ResolvedResource => ({
  LogicalId,
  Type,
  Properties,
  DependsOn: [],
});
const cost = (Type: string, Properties: Record<string, unknown> = {}) => costOf({ It: resource(Type, Properties) });
const near = (actual: number | undefined, expected: number) =>
  assert.ok(Math.abs((actual ?? Number.NaN) - expected) < 1e-9, `Expected ${expected} but received ${actual}`);

describe('the cost of a month', () => {
  test('of the function goes by memory and processor', () => {
    // 100 000 images × 1 s × 0.5 GB, and 100 000 requests
    near(
      cost('AWS::Lambda::Function', { MemorySize: '512', Architectures: ['arm64'] }).parts['Lambda'],
      50_000 * 0.0000133334 + 0.02,
    );
    near(cost('AWS::Lambda::Function', { MemorySize: '512' }).parts['Lambda'], 50_000 * 0.0000166667 + 0.02);
    near(cost('AWS::Lambda::Function', { TracingConfig: { Mode: 'Active' } }).parts['X-Ray'], 0.5);
  });

  test('of an alarm goes by its metrics', () => {
    near(cost('AWS::CloudWatch::Alarm', { MetricName: 'Errors' }).total, 0.1);
    const metrics = [{ Expression: 'a + b' }, { MetricStat: {} }, { MetricStat: {} }];
    near(cost('AWS::CloudWatch::Alarm', { Metrics: metrics }).total, 0.2);
    near(cost('AWS::CloudWatch::CompositeAlarm', { AlarmRule: 'ALARM(a)' }).total, 0.5);
  });

  test('of polling is there without any upload, and not for a mapping that is off', () => {
    // 5 pollers × 730 h × 3600 s / 20 s, and three requests an image
    near(cost('AWS::Lambda::EventSourceMapping').total, (657_000 + 300_000) * 0.4e-6);
    near(cost('AWS::Lambda::EventSourceMapping', { Enabled: false }).total, 0);
  });

  test('of a log goes by how long it is kept', () => {
    near(cost('AWS::Logs::LogGroup', { RetentionInDays: 30 }).total, 0.2 * 0.5 + 0.2 * 0.03);
    near(cost('AWS::Logs::LogGroup').total, 0.2 * 0.5 + 2.4 * 0.03);
  });

  test('of keys, dashboards, gateways and endpoints is there', () => {
    near(cost('AWS::KMS::Key').total, 1 + 400_000 * 0.000003);
    const ofAlarms = {
      Statement: [{ Principal: { AWS: 'root' } }, { Principal: { Service: 'cloudwatch.amazonaws.com' } }],
    };
    near(cost('AWS::KMS::Key', { KeyPolicy: ofAlarms }).total, 1);
    near(cost('AWS::CloudWatch::Dashboard').total, 3);
    near(cost('AWS::EC2::NatGateway').total, 730 * 0.045);
    near(cost('AWS::EC2::VPCEndpoint').total, 0);
    near(cost('AWS::EC2::VPCEndpoint', { VpcEndpointType: 'Interface', SubnetIds: ['a', 'b'] }).total, 14.6);
  });

  test('names the types that have no price here', () => {
    assert.deepEqual(cost('AWS::RDS::DBInstance').unpriced, ['AWS::RDS::DBInstance']);
    assert.deepEqual(cost('AWS::IAM::Role').unpriced, []);
  });

  test('puts the load only on buckets beside a function', () => {
    near(cost('AWS::S3::Bucket').total, 0);
    const both = costOf({ It: resource('AWS::S3::Bucket', {}), Code: resource('AWS::Lambda::Function', {}) });
    near(both.parts['S3 requests'], 100_000 * (0.005e-3 + 4 * 0.0004e-3));
  });
});

/** Beside each archived object of 3 MB: 8 KB in STANDARD and 32 KB in GLACIER, in dollars for 10 GB of them. */
const OVERHEAD = ((10 / 0.003) * (8192 * 0.023 + 32_768 * 0.0036)) / 1e9;

describe('the storage of a bucket', () => {
  const bucket = (rules: object[], versioned = false) =>
    resource('AWS::S3::Bucket', {
      LifecycleConfiguration: { Rules: rules.map((rule) => ({ Status: 'Enabled', ...rule })) },
      ...(versioned && { VersioningConfiguration: { Status: 'Enabled' } }),
    });
  // 100 000 images of 3 MB a month are 10 GB a day.
  const stored = (rules: object[], versioned = false) => storageCost(bucket(rules, versioned), [3e6]);

  test('gathers for a year without expiry, and for its days with one', () => {
    near(stored([]), 3600 * 0.023);
    near(stored([{ ExpirationInDays: '90' }]), 900 * 0.023);
    near(stored([{ ExpirationInDays: 90, Status: 'Disabled' }]), 3600 * 0.023);
    near(stored([{ ExpirationInDays: 90, Prefix: 'failed/' }]), 3600 * 0.023);
  });

  test('keeps expired objects as long as versions that are not current are kept', () => {
    const noncurrent = { NoncurrentVersionExpiration: { NoncurrentDays: 30 } };
    near(stored([{ ExpirationInDays: 90 }, noncurrent], true), 1200 * 0.023);
    near(stored([{ ExpirationInDays: 90 }], true), 3600 * 0.023);
  });

  test('gets cheaper after each transition, which costs a request', () => {
    const Transitions = [
      { StorageClass: 'GLACIER', TransitionInDays: '180' },
      { StorageClass: 'STANDARD_IA', TransitionInDays: '90' },
    ];
    near(stored([{ Transitions }]), 900 * 0.023 + 900 * 0.0125 + 1800 * 0.0036 + 1 + 3 + 180 * OVERHEAD);
  });

  test('counts no move that S3 does not make', () => {
    const Transitions = [
      { StorageClass: 'STANDARD_IA', TransitionInDays: 90 },
      { StorageClass: 'GLACIER_IR', TransitionInDays: 180 },
    ];
    const of = (bytes: number, rules: object[]) => storageCost(bucket(rules), [bytes]);
    near(of(131_071, [{ Transitions }]), of(131_071, []));
    assert.notEqual(of(131_072, [{ Transitions }]), of(131_072, []));
    assert.ok(of(1e6, [{ Transitions }]) < of(1e6, []));
  });

  test('bills 128 KB for a small object in a colder class', () => {
    const Transitions = [{ StorageClass: 'STANDARD_IA', TransitionInDays: 30 }];
    const forced = storageCost(bucket([{ Transitions, ObjectSizeGreaterThan: 1000 }]), [64 * 1024]);
    // 3,333 images a day: 30 days of 64 KB, then 330 days of 128 KB.
    const images = 100_000 / 30;
    near(forced, (images * (30 * 65_536 * 0.023 + 330 * 131_072 * 0.0125)) / 1e9 + 1);
  });

  test('is that of the sizes that the README measures', async () => {
    const readme = await readFile('README.md', 'utf8');
    const [table = ''] = /^\| Image .*\n(?:\|.*\n)+/m.exec(readme) ?? [];
    const sizes = table
      .split('\n')
      .slice(2, -1)
      .map((row) => Number(row.split('|').at(-3)) * 1e3);
    assert.deepEqual(LOAD.processedBytes, sizes);
  });

  test('gets cheaper by itself with Intelligent-Tiering, which is paid by object', () => {
    const Transitions = [{ StorageClass: 'INTELLIGENT_TIERING', TransitionInDays: 0 }];
    near(stored([{ Transitions }]), 300 * 0.023 + 600 * 0.0125 + 2700 * 0.004 + 1 + 1_200_000 * 0.0000025);
  });
});
