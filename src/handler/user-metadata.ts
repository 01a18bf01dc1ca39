/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html: names and values together. */
export const MAX_METADATA_BYTES = 2048;

const SHORTEST_FIRST = (a: readonly [string, string], b: readonly [string, string]): number => bytesOf(a) - bytesOf(b);

const bytesOf = ([name, value]: readonly [string, string]): number =>
  Buffer.byteLength(name) + Buffer.byteLength(value);

/** S3 takes printable US-ASCII only. A value with anything else is percent-encoded, so that nothing is lost. */
const printable = (value: string): string =>
  /^[\x20-\x7e]*$/.test(value) ? value : encodeURIComponent(value.toWellFormed());

export type MetadataFacts = {
  'original-bucket': string;
  'original-size': string;
  'processed-size': string;
  sequencer?: string;
  /** Of an animation of which only the first frame was kept. */
  'original-frames'?: string;
};

/**
 * The user metadata of a processed object, within S3's limit: the facts first, then the upload's own metadata,
 * shortest first so that most of it stays, then the original key (percent-encoded), which the processed key tells as well.
 * `dropped` names what did not fit. A fact wins over metadata of the same name.
 */
export function userMetadata(
  facts: MetadataFacts,
  key: string,
  own: Readonly<Record<string, string>>,
): { metadata: Record<string, string>; dropped: string[] } {
  const reserved = new Set([...Object.keys(facts), 'original-key']);
  const candidates: (readonly [string, string])[] = [
    ...Object.entries(facts).map(([name, value]) => [name, printable(value)] as const),
    ...Object.entries(own)
      .filter(([name]) => !reserved.has(name))
      .map(([name, value]) => [name, printable(value)] as const)
      .sort(SHORTEST_FIRST),
    ['original-key', encodeURIComponent(key.toWellFormed())],
  ];

  const metadata: Record<string, string> = {};
  const dropped: string[] = [];
  let left = MAX_METADATA_BYTES;
  for (const candidate of candidates) {
    const [name, value] = candidate;
    if (bytesOf(candidate) > left) dropped.push(name);
    else {
      metadata[name] = value;
      left -= bytesOf(candidate);
    }
  }
  return { metadata, dropped };
}
