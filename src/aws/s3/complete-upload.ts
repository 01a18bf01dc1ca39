import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { receiveText, storeFile } from './body.ts';
import { type Answer, type Call, xmlAnswer } from './call.ts';
import { assertChecksumValue, checksumHeader } from './checksums.ts';
import { chosenParts } from './chosen-parts.ts';
import { S3Error } from './errors.ts';
import { checksumOf, etagOf } from './joined-parts.ts';
import { header } from './request.ts';
import type { Part, StoredBody } from './store.ts';
import { uploadOf } from './uploads.ts';
import { versionHeaders, writeObject } from './write-object.ts';
import { parseXml, xmlDocument } from './xml.ts';

async function* bytesOf(parts: readonly Part[]): AsyncGenerator<Buffer> {
  for (const { file } of parts) yield* createReadStream(file) as AsyncIterable<Buffer>;
}

function assertPromises(call: Call, whole: StoredBody): void {
  const size = header(call.headers, 'x-amz-mp-object-size');
  if (size !== undefined && size !== String(whole.size)) {
    throw new S3Error(
      'InvalidRequest',
      `Expected an object of ${size} bytes but received parts of ${whole.size} bytes.`,
    );
  }
  if (whole.checksum === undefined) return;
  const { algorithm, type, value } = whole.checksum;
  const promised = header(call.headers, checksumHeader(algorithm));
  if (promised === undefined) return;
  if (type === 'FULL_OBJECT') assertChecksumValue(algorithm, promised);
  if (promised !== value)
    throw new S3Error('BadDigest', `The ${algorithm} you specified did not match the calculated checksum.`);
}

/** Joins the parts to an object. When that fails, the upload is as it was before. */
export async function completeMultipartUpload(call: Call): Promise<Answer> {
  const request = parseXml(
    await receiveText({ ...call, headers: withoutObjectChecksum(call) }),
    'CompleteMultipartUpload',
  );
  const { bucket, upload } = uploadOf(call);
  const parts = chosenParts(upload, request);
  upload.completing = true;
  try {
    const whole = await storeFile(
      call.store,
      bytesOf(parts),
      upload.checksumType === 'FULL_OBJECT' ? upload.algorithm : undefined,
    );
    const checksum = checksumOf(upload, parts, whole);
    const body = { ...whole, ...(checksum === undefined ? {} : { checksum }), etag: etagOf(parts) };
    try {
      assertPromises(call, body);
    } catch (error) {
      await rm(whole.file, { force: true });
      throw error;
    }
    const { headers, metadata, tags } = upload;
    const { version } = await writeObject(
      call,
      { headers, metadata, tags },
      body,
      's3:ObjectCreated:CompleteMultipartUpload',
    );
    bucket.uploads.delete(upload.uploadId);
    await Promise.all([...upload.parts.values()].map(({ file }) => rm(file, { force: true })));
    const { etag, ...answerHeaders } = versionHeaders(bucket, version);
    return xmlAnswer(
      xmlDocument('CompleteMultipartUploadResult', {
        Location: `http://${call.headers.host}/${call.bucket}/${encodeURIComponent(call.key)}`,
        Bucket: call.bucket,
        Key: call.key,
        ETag: etag,
        ...(checksum === undefined
          ? {}
          : { [`Checksum${checksum.algorithm}`]: checksum.value, ChecksumType: checksum.type }),
      }),
      answerHeaders,
    );
  } finally {
    upload.completing = false;
  }
}

/** The headers that tell of the list of parts: a checksum in them is of the object to be, not of the list. */
const withoutObjectChecksum = ({ headers }: Call): Call['headers'] =>
  Object.fromEntries(
    Object.entries(headers).filter(
      ([name]) => !name.startsWith('x-amz-checksum-') && name !== 'x-amz-sdk-checksum-algorithm',
    ),
  );
