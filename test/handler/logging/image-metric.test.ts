import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createImageMetric } from '../../../src/handler/logging/image-metric.ts';
import { assertEmbeddedMetrics } from '../embedded-metrics.ts';

const FIGURES = { milliseconds: 12.6, bytesIn: 1000, bytesOut: 300 };

for (const [succeeded, processed, failed] of [
  [true, 1, 0],
  [false, 0, 1],
] as const) {
  test(`an image that ${succeeded ? 'succeeded' : 'failed'} is counted as ${processed} processed and ${failed} failed`, () => {
    const lines: string[] = [];
    createImageMetric('prod', 'ImagePipeline', (line) => lines.push(line))({ ...FIGURES, succeeded }, { key: 'a' });
    const line = JSON.parse(lines.join());
    assertEmbeddedMetrics(line);
    const { _aws, timestamp, ...rest } = line;
    assert.equal(new Date(timestamp).getTime(), _aws.Timestamp);
    assert.deepEqual(_aws.CloudWatchMetrics[0].Namespace, 'ImagePipeline');
    assert.deepEqual(rest, {
      level: 'INFO',
      Pipeline: 'prod',
      ProcessedImages: processed,
      FailedImages: failed,
      Duration: 13,
      BytesIn: 1000,
      BytesOut: 300,
      BytesSaved: 700,
      key: 'a',
    });
  });
}

test('the wait for an image is a metric where one was written, and what grew has saved less than nothing', () => {
  const lines: string[] = [];
  createImageMetric('prod', 'ImagePipeline', (line) => lines.push(line))(
    { succeeded: true, milliseconds: 1, bytesIn: 100, bytesOut: 150, latency: 2345 },
    {},
  );
  const line = JSON.parse(lines.join());
  assertEmbeddedMetrics(line);
  assert.deepEqual(line._aws.CloudWatchMetrics[0].Metrics.at(-1), { Name: 'Latency', Unit: 'Milliseconds' });
  assert.deepEqual([line.Latency, line.BytesSaved], [2345, -50]);
});

test('a failed image is counted by its code as well', () => {
  const lines: string[] = [];
  createImageMetric('prod', 'ImagePipeline', (line) => lines.push(line))(
    { ...FIGURES, succeeded: false, code: 'CORRUPT' },
    {},
  );
  const line = JSON.parse(lines.join());
  assertEmbeddedMetrics(line);
  assert.deepEqual(line._aws.CloudWatchMetrics[1], {
    Namespace: 'ImagePipeline',
    Dimensions: [['Pipeline', 'Code']],
    Metrics: [{ Name: 'FailedImages', Unit: 'Count' }],
  });
  assert.equal(line.Code, 'CORRUPT');
});

test('a property cannot take the place of a metric', () => {
  const lines: string[] = [];
  createImageMetric('prod', 'ImagePipeline', (line) => lines.push(line))(
    { ...FIGURES, succeeded: true },
    { BytesIn: 'many' },
  );
  assertEmbeddedMetrics(JSON.parse(lines.join()));
});
