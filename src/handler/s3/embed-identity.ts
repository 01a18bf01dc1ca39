import { createHash } from 'node:crypto';
import type { UploadIdentity } from '../events/identity.ts';
import type { OutputFormat } from '../formats/format.ts';
import { insertJpegSegment, insertPngChunk } from '../formats/insert.ts';
import { COMMENT } from '../formats/jpeg.ts';

/**
 * Embeds a hash of the identity in a rendition, in a comment of the format, so that its bytes, and with them its ETag,
 * are those of one upload. An ETag is the MD5 of the bytes; where a key had the uploads A, B and A again, B's writer could see the
 * first A, and its If-Match would hold of the second A and replace the newest. The hash reveals nothing of the upload.
 */
export function embedIdentity(
  bytes: Buffer,
  format: OutputFormat,
  { key, sequencer, versionId, lastModified }: UploadIdentity,
): Buffer {
  const identity = JSON.stringify([key, sequencer, versionId, lastModified]);
  return EMBED[format](bytes, createHash('sha256').update(identity).digest().subarray(0, 16).toString('hex'));
}

const EMBED: Readonly<Record<OutputFormat, (bytes: Buffer, text: string) => Buffer>> = {
  jpeg: (bytes, text) => insertJpegSegment(bytes, COMMENT, Buffer.from(text)),
  png: (bytes, text) => insertPngChunk(bytes, 'tEXt', Buffer.from(`Comment\0${text}`, 'latin1')),
  // A comment extension before the end mark.
  gif(bytes, text) {
    const comment = [Buffer.from([0x21, 0xfe, text.length]), Buffer.from(text), Buffer.from([0])];
    return Buffer.concat([bytes.subarray(0, -1), ...comment, bytes.subarray(-1)]);
  },
  // A chunk of a name that no reader knows, which all have to pass over; the first length counts it too.
  webp(bytes, text) {
    const marked = Buffer.concat([bytes, Buffer.from('MARK\0\0\0\0'), Buffer.from(text)]);
    marked.writeUInt32LE(text.length, bytes.length + 4);
    marked.writeUInt32LE(marked.length - 8, 4);
    return marked;
  },
};
