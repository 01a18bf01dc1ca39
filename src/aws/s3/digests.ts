import { createHash } from 'node:crypto';
import { type Checksum, type ChecksumAlgorithm, startChecksum } from './checksums.ts';

/** What is known of bytes that went through. */
export type Received = { size: number; md5: Buffer; checksum?: Checksum };

/** Counts and hashes bytes as they go by. */
export function startDigests(algorithm: ChecksumAlgorithm | undefined): {
  update(chunk: Buffer): void;
  received(): Received;
} {
  const md5 = createHash('md5');
  const running = algorithm === undefined ? undefined : startChecksum(algorithm);
  let size = 0;
  return {
    update(chunk) {
      size += chunk.length;
      md5.update(chunk);
      running?.update(chunk);
    },
    received() {
      const value = running?.digest().toString('base64');
      if (algorithm === undefined || value === undefined) return { size, md5: md5.digest() };
      return { size, md5: md5.digest(), checksum: { algorithm, value, type: 'FULL_OBJECT' } };
    },
  };
}
