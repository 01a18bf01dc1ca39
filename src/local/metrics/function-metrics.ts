import type { S3Client } from '@aws-sdk/client-s3';
import { listVersions } from '../../shared/list-versions.ts';
import type { Publish } from './publish.ts';

/** What Lambda tells CloudWatch of a function. */
type FunctionMetrics = {
  /** `running` counts this invocation too. */
  started(running: number): void;
  ended(startedAt: number, failed: boolean, milliseconds: number): void;
  throttled(): void;
};

/**
 * Lambda's metrics of a function, under its name alone. Those of an invocation bear the time of its start.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export function functionMetrics(functionName: string, publish: Publish = () => undefined): FunctionMetrics {
  const dimensions = { FunctionName: functionName };
  const put = (name: string, value: number, unit: string, at = Date.now()): void =>
    publish({ namespace: 'AWS/Lambda', name, dimensions, at, values: [value], unit });
  return {
    started: (running) => put('ConcurrentExecutions', running, 'Count'),
    ended(startedAt, failed, milliseconds) {
      put('Invocations', 1, 'Count', startedAt);
      put('Errors', failed ? 1 : 0, 'Count', startedAt);
      put('Throttles', 0, 'Count', startedAt);
      put('Duration', milliseconds, 'Milliseconds', startedAt);
    },
    throttled: () => put('Throttles', 1, 'Count'),
  };
}

/**
 * Publishes what S3 counts once a day: all versions and delete markers.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html
 */
export async function publishBucketMetrics(s3: S3Client, bucket: string, publish: Publish): Promise<void> {
  let objects = 0;
  let bytes = 0;
  for await (const page of listVersions(s3, { bucket })) {
    objects += page.length;
    for (const { size } of page) bytes += size;
  }
  const put = (name: string, StorageType: string, value: number, unit: string): void =>
    publish({
      namespace: 'AWS/S3',
      name,
      dimensions: { BucketName: bucket, StorageType },
      at: Date.now(),
      values: [value],
      unit,
    });
  put('NumberOfObjects', 'AllStorageTypes', objects, 'Count');
  put('BucketSizeBytes', 'StandardStorage', bytes, 'Bytes');
}
