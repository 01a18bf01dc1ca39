import { type _Object, GetObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import type { FailureReport } from '../handler/s3/failure-report.ts';
import type { ReadLog } from './read-log.ts';

/** An image that failed, so many times in the past hour; `time` is the last of them. */
export type LastError = { time: Date; key: string; code: string; reason: string; times: number };

/** How many are told. */
const COUNT = 5;

const HOUR_MILLISECONDS = 3_600_000;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const newest = (errors: Iterable<LastError>): LastError[] =>
  [...errors].sort((a, b) => b.time.getTime() - a.time.getTime()).slice(0, COUNT);

/** The last errors of the past hour, newest first: those that pass too. */
export async function errorsInLog(readLog: ReadLog): Promise<LastError[]> {
  const errors = new Map<string, LastError>();
  const since = new Date(Date.now() - HOUR_MILLISECONDS);
  for await (const { time, fields } of readLog({ since, pattern: '{ $.level = "ERROR" }' })) {
    if (fields['level'] !== 'ERROR') continue;
    const { key, code, reason, message } = fields;
    const id = JSON.stringify([key, code, reason]);
    const times = (errors.get(id)?.times ?? 0) + 1;
    errors.set(id, { time, key: text(key), code: text(code), reason: text(reason ?? message), times });
  }
  return newest(errors.values());
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
    return { time: new Date(time), key, code, reason, times: 1 };
  });
  return newest(await Promise.all(errors));
}
