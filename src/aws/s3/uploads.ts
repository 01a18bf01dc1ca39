import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { receiveFile } from './body.ts';
import { bucketOf } from './buckets.ts';
import { type Answer, type Call, xmlAnswer } from './call.ts';
import { type Checksum, checksumAlgorithm } from './checksums.ts';
import { assertKey, describe } from './description.ts';
import { S3Error } from './errors.ts';
import { header } from './request.ts';
import type { Bucket, Upload } from './store.ts';
import { checksumHeaders, ENCRYPTED } from './write-object.ts';
import { xmlDocument } from './xml.ts';

/** The upload that a call names. Throws NoSuchUpload, and OperationAborted while it is being completed. */
export function uploadOf(call: Call): { bucket: Bucket; upload: Upload } {
  const bucket = bucketOf(call);
  const upload = bucket.uploads.get(call.query.get('uploadId') ?? '');
  if (upload?.key !== call.key) {
    throw new S3Error(
      'NoSuchUpload',
      'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    );
  }
  if (!upload.completing) return { bucket, upload };
  throw new S3Error(
    'OperationAborted',
    'A conflicting conditional operation is currently in progress against this resource.',
  );
}

/** The checksum that the parts, and then the object, will have. All but CRC64NVME are of the parts' checksums unless said otherwise. */
function checksumOf(call: Call): { algorithm?: Upload['algorithm'] & string; checksumType: Checksum['type'] } {
  const name = header(call.headers, 'x-amz-checksum-algorithm');
  const type = header(call.headers, 'x-amz-checksum-type');
  if (name === undefined) return { checksumType: 'FULL_OBJECT' };
  const algorithm = checksumAlgorithm(name);
  const checksumType = type ?? (algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE');
  const isPossible =
    (checksumType === 'FULL_OBJECT' && algorithm.startsWith('CRC')) ||
    (checksumType === 'COMPOSITE' && algorithm !== 'CRC64NVME');
  if (isPossible) return { algorithm, checksumType };
  throw new S3Error(
    'InvalidRequest',
    `The ${checksumType} checksum type cannot be used with the ${algorithm} checksum algorithm.`,
  );
}

export function createMultipartUpload(call: Call): Answer {
  assertKey(call.key);
  const description = describe(call.headers);
  if (description.tags.length > 0) call.allow('s3:PutObjectTagging', call);
  const uploadId = randomBytes(48).toString('base64url');
  const { algorithm, checksumType } = checksumOf(call);
  const checksum = algorithm === undefined ? {} : { algorithm };
  const upload: Upload = {
    ...description,
    uploadId,
    key: call.key,
    initiated: new Date(),
    ...checksum,
    checksumType,
    parts: new Map(),
    completing: false,
  };
  bucketOf(call).uploads.set(uploadId, upload);
  return xmlAnswer(
    xmlDocument('InitiateMultipartUploadResult', { Bucket: call.bucket, Key: call.key, UploadId: uploadId }),
    {
      ...ENCRYPTED,
      ...(algorithm === undefined
        ? {}
        : { 'x-amz-checksum-algorithm': algorithm, 'x-amz-checksum-type': checksumType }),
    },
  );
}

export async function abortMultipartUpload(call: Call): Promise<Answer> {
  const { bucket, upload } = uploadOf(call);
  bucket.uploads.delete(upload.uploadId);
  await Promise.all([...upload.parts.values()].map(({ file }) => rm(file, { force: true })));
  return { status: 204 };
}

// Source: S3 User Guide, "Amazon S3 multipart upload limits".
const MAX_PARTS = 10_000;

export async function uploadPart(call: Call): Promise<Answer> {
  const text = call.query.get('partNumber') ?? '';
  const number = Number(text);
  if (!/^\d{1,5}$/.test(text) || number < 1 || number > MAX_PARTS) {
    throw new S3Error('InvalidArgument', `Part number must be an integer between 1 and ${MAX_PARTS}, inclusive`);
  }
  const body = await receiveFile(call, uploadOf(call).upload.algorithm);
  try {
    // Asked again: the upload may have been completed or aborted while the part came in.
    const { upload } = uploadOf(call);
    if (upload.algorithm !== undefined && body.checksum?.algorithm !== upload.algorithm) {
      throw new S3Error(
        'InvalidRequest',
        `Checksum Type mismatch occurred, expected checksum Type: ${upload.algorithm.toLowerCase()}`,
      );
    }
    const replaced = upload.parts.get(number);
    upload.parts.set(number, { ...body, lastModified: new Date() });
    if (replaced !== undefined) await rm(replaced.file, { force: true });
  } catch (error) {
    await rm(body.file, { force: true });
    throw error;
  }
  const { 'x-amz-checksum-type': _, ...checksum } = checksumHeaders(body);
  return { status: 200, headers: { etag: `"${body.md5.toString('hex')}"`, ...ENCRYPTED, ...checksum } };
}
