import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Make } from './sharp-makers.ts';

const s3 = new S3Client({});

export type Record = { body: string };

/** What a person writes first: one object in, one out, for all records of the batch at once. */
export const handlerOf =
  (make: Make) =>
  async ({ Records }: { Records: Record[] }) => {
    await Promise.all(
      Records.map(async ({ body }) => {
        const { bucket, object } = JSON.parse(body).Records[0].s3;
        const Key = decodeURIComponent(object.key);
        const response = await s3.send(new GetObjectCommand({ Bucket: bucket.name, Key }));
        const bytes = await response.Body?.transformToByteArray();
        const Body = await make(bytes ?? new Uint8Array());
        await s3.send(new PutObjectCommand({ Bucket: 'processed', Key: `processed/${Key}`, Body }));
      }),
    );
    return { batchItemFailures: [] };
  };
