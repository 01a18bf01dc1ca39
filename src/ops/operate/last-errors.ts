import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { type _Object, GetObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import type { FailureReport } from '../../handler/outcome/failure-report.ts';
import { readLog } from './read-log.ts';

/** An image that failed. */
export type LastError = { time: Date; key: string; code: string; reason: string };

/** How many are told. */
const COUNT = 5;

const HOUR_MILLISECONDS = 3_600_000;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const newest = (errors: LastError[]): LastError[] =>
  errors.sort((a, b) => b.time.getTime() - a.time.getTime()).slice(0, COUNT);

/** The last errors of the past hour, newest first: those that pass too. */
export async function errorsInLog(logs: CloudWatchLogsClient, logGroup: string): Promise<LastError[]> {
  const errors: LastError[] = [];
  const since = new Date(Date.now() - HOUR_MILLISECONDS);
  for await (const { time, fields } of readLog(logs, { logGroup, since, pattern: '{ $.level = "ERROR" }' })) {
    if (fields['level'] !== 'ERROR') continue;
    const { key, code, reason, message } = fields;
    errors.push({ time, key: text(key), code: text(code), reason: text(reason ?? message) });
  }
  return newest(errors);
}

/** Where there is no log: the newest reports on uploads that can never become images. */
export async function errorsInReports(s3: S3Client, Bucket: string): Promise<LastError[]> {
  const found: _Object[] = [];
  // All of them, since S3 lists by key: they expire after two weeks.
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket, Prefix: 'failed/' })) {
    found.push(...Contents);
  }
  const last = found.sort((a, b) => Number(b.LastModified) - Number(a.LastModified)).slice(0, COUNT);
  const errors = last.map(async ({ Key }): Promise<LastError> => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    const { time, key, code, reason } = JSON.parse((await Body?.transformToString()) ?? '') as FailureReport;
    return { time: new Date(time), key, code, reason };
  });
  return newest(await Promise.all(errors));
}
