import { defined } from '../../shared/defined.ts';
import { encodedKey, hashOfKey, type UploadIdentity } from '../events/identity.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html: names and values together. */
export const MAX_METADATA_BYTES = 2048;

/** Names that only the handler may write, whether it writes them for this object or not. */
const FACTS = [
  'code',
  'left-out',
  'message-id',
  'original-bucket',
  'original-frames',
  'original-key',
  'original-key-sha256',
  'original-last-modified',
  'original-size',
  'original-version-id',
  'processed-size',
  'sequencer',
] as const;

export type MetadataFacts = Partial<Record<(typeof FACTS)[number], string>>;

const SHORTEST_FIRST = (a: readonly [string, string], b: readonly [string, string]): number => bytesOf(a) - bytesOf(b);

const bytesOf = ([name, value]: readonly [string, string]): number =>
  Buffer.byteLength(name) + Buffer.byteLength(value);

/** S3 takes printable US-ASCII only. A value with anything else is percent-encoded, so that nothing is lost. */
const printable = (value: string): string =>
  /^[\x20-\x7e]*$/.test(value) ? value : encodeURIComponent(value.toWellFormed());

/**
 * The user metadata of an object that the handler writes, within S3's limit: its identity and the facts first, which
 * decide what may replace it and always fit; then the upload's own metadata, shortest first so that most of it stays.
 * The original key is percent-encoded, and its SHA-256 stands for it where it does not fit. `dropped` names what did
 * not fit. A fact wins over metadata of the same name.
 */
export function userMetadata(
  identity: UploadIdentity,
  facts: MetadataFacts,
  own: Readonly<Record<string, string>>,
): { metadata: Record<string, string>; dropped: string[] } {
  const candidates: (readonly [string, string])[] = [
    ...Object.entries({ ...identityFacts(identity), ...facts }),
    ['original-key', encodedKey(identity.key)],
    ...Object.entries(own)
      .filter(([name]) => !(FACTS as readonly string[]).includes(name))
      .map(([name, value]) => [name, printable(value)] as const)
      .sort(SHORTEST_FIRST),
  ];

  const metadata: Record<string, string> = {};
  const dropped: string[] = [];
  let left = MAX_METADATA_BYTES;
  const add = (candidate: readonly [string, string]): boolean => {
    if (bytesOf(candidate) > left) return false;
    metadata[candidate[0]] = candidate[1];
    left -= bytesOf(candidate);
    return true;
  };
  for (const candidate of candidates) {
    if (add(candidate)) continue;
    dropped.push(candidate[0]);
    if (candidate[0] === 'original-key') add(['original-key-sha256', hashOfKey(identity.key)]);
  }
  return { metadata, dropped };
}

const identityFacts = ({ bucket, sequencer, versionId, lastModified }: UploadIdentity): MetadataFacts =>
  defined({
    'original-bucket': printable(bucket),
    sequencer,
    'original-version-id': versionId === undefined ? undefined : printable(versionId),
    'original-last-modified': lastModified?.toISOString(),
  });
