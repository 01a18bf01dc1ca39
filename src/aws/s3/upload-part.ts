import { rm } from 'node:fs/promises';
import { receiveFile } from './body.ts';
import type { Answer, Call } from './call.ts';
import { S3Error } from './errors.ts';
import { uploadOf } from './uploads.ts';
import { checksumHeaders, ENCRYPTED } from './write-object.ts';

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
