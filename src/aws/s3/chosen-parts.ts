import { S3Error } from './errors.ts';
import type { Part, Upload } from './store.ts';
import { childrenOf, textOf, type XmlElement } from './xml.ts';

// Every part but the last. Source: S3 User Guide, "Amazon S3 multipart upload limits".
const MIN_PART_BYTES = 5 * 1024 ** 2;

/** The parts that the request lists, as they were uploaded. Throws InvalidPart, InvalidPartOrder, EntityTooSmall. */
export function chosenParts(upload: Upload, request: XmlElement): Part[] {
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
