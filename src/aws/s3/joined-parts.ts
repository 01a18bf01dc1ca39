import { createHash } from 'node:crypto';
import { startChecksum } from './checksums.ts';
import type { Part, StoredBody, Upload } from './store.ts';

/** The MD5 of the parts' MD5s, with their number. */
export function etagOf(parts: readonly Part[]): string {
  const hash = createHash('md5');
  for (const { md5 } of parts) hash.update(md5);
  return `${hash.digest('hex')}-${parts.length}`;
}

/** The object's checksum: of all its bytes, or of its parts' checksums, with their number. */
export function checksumOf(upload: Upload, parts: readonly Part[], whole: StoredBody): StoredBody['checksum'] {
  const { algorithm, checksumType } = upload;
  if (algorithm === undefined || checksumType === 'FULL_OBJECT') return whole.checksum;
  const running = startChecksum(algorithm);
  for (const part of parts) running.update(Buffer.from(part.checksum?.value ?? '', 'base64'));
  return { algorithm, type: 'COMPOSITE', value: `${running.digest().toString('base64')}-${parts.length}` };
}
