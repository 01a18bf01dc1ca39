import assert from 'node:assert/strict';
import type { S3Client, S3ServiceException } from '@aws-sdk/client-s3';

/** What a case works on: a client, and two empty buckets of its own, one of which keeps versions. */
export type World = { s3: S3Client; url: string; versioned: string; plain: string };

/** One thing that is true of S3. `moto` is why moto does not show it. */
export type Case = { title: string; run(world: World): Promise<void>; moto?: string };

/** Asserts that a call is refused with that code (the name of the error, for HEAD the SDK's own) and status. */
export async function refuses(call: Promise<unknown>, code: string, status: number): Promise<S3ServiceException> {
  const error = await call.then(
    () => assert.fail(`Expected ${code} but the call succeeded`),
    (reason: S3ServiceException) => reason,
  );
  assert.deepEqual([error.name, error.$metadata?.httpStatusCode], [code, status], error.message);
  return error;
}

/** The body of a GetObject as bytes. */
export async function bytesOf({
  Body,
}: {
  Body?: { transformToByteArray(): Promise<Uint8Array> } | undefined;
}): Promise<Buffer> {
  assert.ok(Body);
  return Buffer.from(await Body.transformToByteArray());
}
