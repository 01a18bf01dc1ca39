import { type Answer, type Call, xmlAnswer } from './call.ts';
import { encodeKey } from './events.ts';
import { uploadOf } from './uploads.ts';
import { xmlDocument } from './xml.ts';

export function listParts(call: Call): Answer {
  const { upload } = uploadOf(call);
  const parts = [...upload.parts].sort(([a], [b]) => a - b);
  return xmlAnswer(
    xmlDocument('ListPartsResult', {
      Bucket: call.bucket,
      Key: call.query.get('encoding-type') === 'url' ? encodeKey(call.key) : call.key,
      UploadId: upload.uploadId,
      StorageClass: 'STANDARD',
      MaxParts: parts.length,
      IsTruncated: false,
      ChecksumAlgorithm: upload.algorithm,
      ChecksumType: upload.algorithm === undefined ? undefined : upload.checksumType,
      Part: parts.map(([PartNumber, { lastModified, md5, size, checksum }]) => ({
        PartNumber,
        LastModified: lastModified.toISOString(),
        ETag: `"${md5.toString('hex')}"`,
        Size: size,
        ...(checksum === undefined ? {} : { [`Checksum${checksum.algorithm}`]: checksum.value }),
      })),
    }),
  );
}
