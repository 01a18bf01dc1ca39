import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { OutputFormat } from '../formats/format.ts';
import type { Claim } from './claim.ts';

/**
 * Makes a rendition's bytes, and with them its ETag, those of one upload: in a comment of the format it gets a hash of
 * the claim. An ETag is the MD5 of the bytes; where a key had the uploads A, B and A again, B's writer could see the first
 * A, and its If-Match would hold of the second A and replace the newest. The hash tells nothing about the upload.
 */
export function mark(bytes: Buffer, format: OutputFormat, { key, sequencer, versionId, lastModified }: Claim): Buffer {
  const identity = JSON.stringify([key, sequencer, versionId, lastModified]);
  return MARKERS[format](bytes, createHash('sha256').update(identity).digest().subarray(0, 16).toString('hex'));
}

const MARKERS: Readonly<Record<OutputFormat, (bytes: Buffer, text: string) => Buffer>> = {
  // A comment segment, after the start of the image and the JFIF segment, which has to be the first.
  jpeg(bytes, text) {
    const at = bytes[3] === 0xe0 ? 4 + bytes.readUInt16BE(4) : 2;
    return insert(bytes, at, Buffer.from([0xff, 0xfe, 0, 2 + text.length]), Buffer.from(text));
  },
  // A tEXt chunk after the header, which always ends at byte 33.
  png(bytes, text) {
    const named = Buffer.from(`tEXtComment\0${text}`, 'latin1');
    return insert(bytes, 33, uint32(named.length - 4, 'BE'), named, uint32(crc32(named), 'BE'));
  },
  // A comment extension before the end mark.
  gif: (bytes, text) =>
    insert(bytes, bytes.length - 1, Buffer.from([0x21, 0xfe, text.length]), Buffer.from(text), Buffer.from([0])),
  // A chunk of a name that no reader knows, which all have to pass over; the first length counts it too.
  webp(bytes, text) {
    const marked = insert(bytes, bytes.length, Buffer.from('MARK'), uint32(text.length, 'LE'), Buffer.from(text));
    marked.writeUInt32LE(marked.length - 8, 4);
    return marked;
  },
};

const insert = (bytes: Buffer, at: number, ...parts: Buffer[]): Buffer =>
  Buffer.concat([bytes.subarray(0, at), ...parts, bytes.subarray(at)]);

function uint32(value: number, order: 'BE' | 'LE'): Buffer {
  const bytes = Buffer.alloc(4);
  if (order === 'BE') bytes.writeUInt32BE(value);
  else bytes.writeUInt32LE(value);
  return bytes;
}
