import { createHash } from 'node:crypto';
import { defined } from '../../shared/defined.ts';

const HEXADECIMAL = /^[0-9a-f]{1,64}$/i;

/** True of what S3 writes: hexadecimal digits, 16 to 18 of them so far. */
export const isSequencer = (value: string): boolean => HEXADECIMAL.test(value);

/**
 * Orders two sequencers of the same key: negative where `a` is the older one. Their lengths differ, since trailing
 * digits are left out: seconds come first and fractions last, so the shorter one is padded on its right.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function compareSequencers(a: string, b: string): number {
  const digits = Math.max(a.length, b.length);
  const [left, right] = [a, b].map((value) => value.toLowerCase().padEnd(digits, '0')) as [string, string];
  return left === right ? 0 : left < right ? -1 : 1;
}

/** Identifies the upload that a processed object is made of. The object's metadata carries it; see compareToExisting. */
export type UploadIdentity = {
  bucket: string;
  key: string;
  sequencer?: string;
  /** Version that was read, also where the event names none. */
  versionId?: string;
  /** Time at which S3 stored the upload, in full seconds. Absent where it was refused before it was read. */
  lastModified?: Date;
};

/** The identity of an upload as its event describes it. */
export const identityOf = ({
  bucket,
  key,
  sequencer,
  versionId,
}: Omit<UploadIdentity, 'lastModified'>): UploadIdentity => ({
  bucket,
  key,
  ...defined({ sequencer, versionId }),
});

/**
 * What an upload is in comparison with the one that an existing object is made of. `taken`: the object is of an upload
 * with another key. `unknown`: both have this key, and their order is not known. `newer` also where the object carries
 * no identity, since the handler has written none like it.
 */
export type Comparison = 'newer' | 'same' | 'older' | 'taken' | 'unknown';

type Metadata = Readonly<Record<string, string>>;

/** US-ASCII, as metadata has to be. */
export const encodedKey = (key: string): string => encodeURIComponent(key.toWellFormed());
export const hashOfKey = (key: string): string => createHash('sha256').update(key).digest('hex');

/**
 * Compares an upload with the existing object that has `metadata`: by the sequencers of their events, or, where an event
 * had none (S3's always have), by the times at which S3 stored them.
 */
export function compareToExisting(identity: UploadIdentity, metadata: Metadata): Comparison {
  if (!isOfKey(identity, metadata)) return isOfAnyKey(metadata) ? 'taken' : 'newer';
  const sequencer = metadata['sequencer'] ?? '';
  if (identity.sequencer !== undefined && isSequencer(sequencer)) {
    return named(compareSequencers(identity.sequencer, sequencer));
  }
  if (identity.versionId !== undefined && identity.versionId === metadata['original-version-id']) return 'same';
  const theirs = Date.parse(metadata['original-last-modified'] ?? '');
  const ours = identity.lastModified?.getTime() ?? Number.NaN;
  // Both of the same second, or one without a time.
  return Number.isNaN(ours - theirs) || ours === theirs ? 'unknown' : named(ours - theirs);
}

const named = (order: number): Comparison => (order === 0 ? 'same' : order > 0 ? 'newer' : 'older');

const isOfAnyKey = (metadata: Metadata): boolean =>
  metadata['original-key'] !== undefined || metadata['original-key-sha256'] !== undefined;

/** True where an object is made of an upload with the same bucket and key. */
export const isOfKey = ({ bucket, key }: UploadIdentity, metadata: Metadata): boolean =>
  metadata['original-bucket'] === bucket &&
  (metadata['original-key'] === encodedKey(key) || metadata['original-key-sha256'] === hashOfKey(key));
