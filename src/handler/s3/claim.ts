import { createHash } from 'node:crypto';
import { compareSequencers, isSequencer } from '../events/sequencer.ts';
import type { Upload } from '../events/upload.ts';

/** Of which upload an object in the processed bucket is. Its metadata says so, and decides who may replace it. */
export type Claim = {
  bucket: string;
  key: string;
  sequencer?: string;
  /** Of what was read, not only of what the event told. */
  versionId?: string;
  /** When S3 took the upload, in full seconds. Absent where it was refused before it was read. */
  lastModified?: Date;
};

export const claimOf = ({ bucket, key, sequencer, versionId }: Upload): Claim => ({
  bucket,
  key,
  ...(sequencer !== undefined && { sequencer }),
  ...(versionId !== undefined && { versionId }),
});

/**
 * What a claim is against the object that is there. `taken`: the object is of an upload with another key. `unknown`:
 * both are of this key, and nothing tells which came later. `older` also where the object does not say whose it is,
 * since the handler has written none like it.
 */
export type Standing = 'newer' | 'same' | 'older' | 'taken' | 'unknown';

type Metadata = Readonly<Record<string, string>>;

/** US-ASCII, as metadata has to be. */
export const encodedKey = (key: string): string => encodeURIComponent(key.toWellFormed());
export const hashOfKey = (key: string): string => createHash('sha256').update(key).digest('hex');

/**
 * Says how the upload of `claim` stands to the object with `metadata`: by the sequencers of their events, or, where an
 * event had none (S3's always have), by the times at which S3 took them.
 */
export function standing(claim: Claim, metadata: Metadata): Standing {
  if (!isOfKey(claim, metadata)) return isOfAnyKey(metadata) ? 'taken' : 'newer';
  const sequencer = metadata['sequencer'] ?? '';
  if (claim.sequencer !== undefined && isSequencer(sequencer)) {
    return named(compareSequencers(claim.sequencer, sequencer));
  }
  if (claim.versionId !== undefined && claim.versionId === metadata['original-version-id']) return 'same';
  const theirs = Date.parse(metadata['original-last-modified'] ?? '');
  const ours = claim.lastModified?.getTime() ?? Number.NaN;
  // Of the same second, or of no time at all.
  return Number.isNaN(ours - theirs) || ours === theirs ? 'unknown' : named(ours - theirs);
}

const named = (order: number): Standing => (order === 0 ? 'same' : order > 0 ? 'newer' : 'older');

const isOfAnyKey = (metadata: Metadata): boolean =>
  metadata['original-key'] !== undefined || metadata['original-key-sha256'] !== undefined;

export const isOfKey = ({ bucket, key }: Claim, metadata: Metadata): boolean =>
  metadata['original-bucket'] === bucket &&
  (metadata['original-key'] === encodedKey(key) || metadata['original-key-sha256'] === hashOfKey(key));
