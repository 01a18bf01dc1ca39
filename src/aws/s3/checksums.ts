import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { crc32 } from 'node:zlib';
import { type Crc, crc32c, crc64nvme } from './crc.ts';
import { notImplemented, S3Error } from './errors.ts';
import { header } from './request.ts';

/** The checksums of S3's flexible checksums that this server computes, in the spelling of `ChecksumAlgorithm`. */
export const CHECKSUM_ALGORITHMS = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const;
export type ChecksumAlgorithm = (typeof CHECKSUM_ALGORITHMS)[number];

/** A checksum in base64; of a multipart upload of type COMPOSITE with `-` and the number of parts behind it. */
export type Checksum = { algorithm: ChecksumAlgorithm; value: string; type: 'FULL_OBJECT' | 'COMPOSITE' };

/** The header, and the trailer, of an algorithm. */
export const checksumHeader = (algorithm: ChecksumAlgorithm): string => `x-amz-checksum-${algorithm.toLowerCase()}`;

const BYTES: Record<ChecksumAlgorithm, number> = { CRC32: 4, CRC32C: 4, CRC64NVME: 8, SHA1: 20, SHA256: 32 };

function crc32Native(): Crc {
  let crc = 0;
  return {
    update(chunk) {
      crc = crc32(chunk, crc);
    },
    digest() {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(crc);
      return bytes;
    },
  };
}

/** A running checksum of one algorithm. */
export function startChecksum(algorithm: ChecksumAlgorithm): Crc {
  switch (algorithm) {
    case 'CRC32':
      return crc32Native();
    case 'CRC32C':
      return crc32c();
    case 'CRC64NVME':
      return crc64nvme();
    default: {
      const hash = createHash(algorithm.toLowerCase());
      return { update: (chunk) => void hash.update(chunk), digest: () => hash.digest() };
    }
  }
}

/** Reads an algorithm's name. Throws NotImplemented for those that S3 knows and this server does not. */
export function checksumAlgorithm(name: string): ChecksumAlgorithm {
  const algorithm = CHECKSUM_ALGORITHMS.find((known) => known === name.toUpperCase());
  if (algorithm === undefined) throw notImplemented(`the checksum algorithm ${name}`);
  return algorithm;
}

/** Throws InvalidRequest unless the text is base64 of as many bytes as the algorithm gives. */
export function assertChecksumValue(algorithm: ChecksumAlgorithm, value: string): string {
  const bytes = Buffer.from(value, 'base64');
  if (bytes.length !== BYTES[algorithm] || bytes.toString('base64') !== value) {
    throw new S3Error('InvalidRequest', `Value for ${checksumHeader(algorithm)} header is invalid.`);
  }
  return value;
}

/** The checksum that a request declares: its value in a header, or without a value when a trailer will bring it. */
export type DeclaredChecksum = { algorithm: ChecksumAlgorithm; value?: string };

const DESCRIBING = new Set(['x-amz-checksum-algorithm', 'x-amz-checksum-mode', 'x-amz-checksum-type']);

/** The one checksum declared in a request's headers. Throws InvalidRequest for several, or for one that is promised and not sent. */
export function declaredChecksum(headers: IncomingHttpHeaders): DeclaredChecksum | undefined {
  const names = Object.keys(headers).filter((name) => name.startsWith('x-amz-checksum-') && !DESCRIBING.has(name));
  const trailers = (header(headers, 'x-amz-trailer') ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name.startsWith('x-amz-checksum-'));
  const [name, second] = [...names, ...trailers];
  if (second !== undefined) {
    throw new S3Error(
      'InvalidRequest',
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    );
  }
  if (name === undefined) {
    const promised = header(headers, 'x-amz-sdk-checksum-algorithm');
    if (promised === undefined) return undefined;
    checksumAlgorithm(promised);
    throw new S3Error(
      'InvalidRequest',
      'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
    );
  }
  const algorithm = checksumAlgorithm(name.slice('x-amz-checksum-'.length));
  const value = header(headers, name);
  return value === undefined ? { algorithm } : { algorithm, value: assertChecksumValue(algorithm, value) };
}
