import { type Claim, encodedKey, hashOfKey } from './claim.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html: names and values together. */
export const MAX_METADATA_BYTES = 2048;

/** What only the handler may say, whether it says it of this object or not. */
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
 * The user metadata of an object that the handler writes, within S3's limit: what it claims and the facts first, which
 * decide who may replace it and always fit; then the upload's own metadata, shortest first so that most of it stays.
 * The original key is percent-encoded, and its SHA-256 stands for it where it does not fit. `dropped` names what did
 * not fit. A fact wins over metadata of the same name.
 */
export function userMetadata(
  claim: Claim,
  facts: MetadataFacts,
  own: Readonly<Record<string, string>>,
): { metadata: Record<string, string>; dropped: string[] } {
  const candidates: (readonly [string, string])[] = [
    ...Object.entries({ ...claimed(claim), ...facts }),
    ['original-key', encodedKey(claim.key)],
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
    if (candidate[0] === 'original-key') add(['original-key-sha256', hashOfKey(claim.key)]);
  }
  return { metadata, dropped };
}

const claimed = ({ bucket, sequencer, versionId, lastModified }: Claim): MetadataFacts => ({
  'original-bucket': printable(bucket),
  ...(sequencer !== undefined && { sequencer }),
  ...(versionId !== undefined && { 'original-version-id': printable(versionId) }),
  ...(lastModified !== undefined && { 'original-last-modified': lastModified.toISOString() }),
});
