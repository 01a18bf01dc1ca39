import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { receiveText, storeFile } from './body.ts';
import { type Answer, type Call, xmlAnswer } from './call.ts';
import { assertChecksumValue, checksumHeader, startChecksum } from './checksums.ts';
import { S3Error } from './errors.ts';
import { header } from './request.ts';
import type { Part, StoredBody, Upload } from './store.ts';
import { uploadOf } from './uploads.ts';
import { versionHeaders, writeObject } from './write-object.ts';
import { childrenOf, parseXml, textOf, type XmlElement, xmlDocument } from './xml.ts';

// Every part but the last. Source: S3 User Guide, "Amazon S3 multipart upload limits".
const MIN_PART_BYTES = 5 * 1024 ** 2;

/** The parts that the request lists, as they were uploaded. Throws InvalidPart, InvalidPartOrder, EntityTooSmall. */
function chosenParts(upload: Upload, request: XmlElement): Part[] {
  const listed = childrenOf(request, 'Part');
  if (listed.length === 0) throw new S3Error('MalformedXML', 'You must specify at least one part');
  const numbers = listed.map((element) => Number(textOf(element, 'PartNumber')));
  if (numbers.some((number, index) => index > 0 && number <= (numbers[index - 1] ?? 0))) {
    throw new S3Error(
      'InvalidPartOrder',
      'The list of parts was not in ascending order. The parts list must be specified in order by part number.',
    );
  }
  return listed.map((element, index) => {
    const number = numbers[index] ?? 0;
    const part = upload.parts.get(number);
    const etag = textOf(element, 'ETag')?.replaceAll('"', '');
    const checksum = part?.checksum;
    const promised = checksum === undefined ? undefined : textOf(element, `Checksum${checksum.algorithm}`);
    if (
      part === undefined ||
      etag !== part.md5.toString('hex') ||
      (promised !== undefined && promised !== checksum?.value)
    ) {
      throw new S3Error(
        'InvalidPart',
        "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
        {
          details: { UploadId: upload.uploadId, PartNumber: String(number) },
        },
      );
    }
    if (part.size < MIN_PART_BYTES && index < listed.length - 1) {
      throw new S3Error('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', {
        details: {
          ProposedSize: String(part.size),
          MinSizeAllowed: String(MIN_PART_BYTES),
          PartNumber: String(number),
        },
      });
    }
    return part;
  });
}

/** The MD5 of the parts' MD5s, with their number. */
function etagOf(parts: readonly Part[]): string {
  const hash = createHash('md5');
  for (const { md5 } of parts) hash.update(md5);
  return `${hash.digest('hex')}-${parts.length}`;
}

/** The object's checksum: of all its bytes, or of its parts' checksums, with their number. */
function checksumOf(upload: Upload, parts: readonly Part[], whole: StoredBody): StoredBody['checksum'] {
  const { algorithm, checksumType } = upload;
  if (algorithm === undefined || checksumType === 'FULL_OBJECT') return whole.checksum;
  const running = startChecksum(algorithm);
  for (const part of parts) running.update(Buffer.from(part.checksum?.value ?? '', 'base64'));
  return { algorithm, type: 'COMPOSITE', value: `${running.digest().toString('base64')}-${parts.length}` };
}

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
