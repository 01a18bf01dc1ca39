import { listOf, mapOf, numberOf } from '../../policy/engine/values.ts';
import type { ResolvedResource } from '../aws/cloudformation/attribute-of.ts';
import { LOAD } from '../pipeline/load.ts';
import { PRICES } from '../pipeline/prices.ts';

const DAYS_PER_MONTH = 30;
const BYTES_PER_GB = 1e9;

type Step = { from: number; storageClass: string };

// S3 moves what nobody reads there after 30 and 90 days:
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/intelligent-tiering-overview.html
const TIERING: readonly Step[] = [
  { from: 0, storageClass: 'STANDARD' },
  { from: 30, storageClass: 'STANDARD_IA' },
  { from: 90, storageClass: 'GLACIER_IR' },
];

const rulesOf = (bucket: ResolvedResource): Record<string, unknown>[] =>
  listOf(mapOf(bucket.Properties['LifecycleConfiguration'])['Rules'])
    .map(mapOf)
    .filter((rule) => rule['Status'] === 'Enabled' && rule['Prefix'] === undefined && rule['TagFilters'] === undefined);

const least = (values: (number | undefined)[]): number | undefined =>
  values.reduce((low, value) => (value !== undefined && (low === undefined || value < low) ? value : low), undefined);

/** Days for which an object is there: until it expires, and with versions for the days of noncurrent ones after that. */
function lifetime(bucket: ResolvedResource): number {
  const rules = rulesOf(bucket);
  const expires = least(rules.map((rule) => numberOf(rule['ExpirationInDays'])));
  const noncurrent = least(rules.map((rule) => numberOf(mapOf(rule['NoncurrentVersionExpiration'])['NoncurrentDays'])));
  const versioned = mapOf(bucket.Properties['VersioningConfiguration'])['Status'] === 'Enabled';
  const all = LOAD.months * DAYS_PER_MONTH;
  if (expires === undefined) return all;
  return Math.min(all, expires + (versioned ? (noncurrent ?? all) : 0));
}

const classPrice = (storageClass: string): number =>
  Object.hasOwn(PRICES.s3.gbMonth, storageClass)
    ? PRICES.s3.gbMonth[storageClass as keyof typeof PRICES.s3.gbMonth]
    : PRICES.s3.gbMonth.STANDARD;

const transitionPrice = (storageClass: string): number =>
  Object.hasOwn(PRICES.s3.transition, storageClass)
    ? PRICES.s3.transition[storageClass as keyof typeof PRICES.s3.transition]
    : 0;

/**
 * What S3 bills of an object: these classes at least 128 KB, the archives 8 KB in STANDARD and 32 KB of their own beside
 * the object. https://aws.amazon.com/s3/pricing/, https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-class-intro.html
 */
const LEAST_BYTES = 128 * 1024;
const LEAST_BILLED = ['STANDARD_IA', 'ONEZONE_IA', 'GLACIER_IR'];
const ARCHIVES = ['GLACIER', 'DEEP_ARCHIVE'];

function dollarsPerDay(storageClass: string, bytes: number): number {
  const price = classPrice(storageClass);
  const billed = LEAST_BILLED.includes(storageClass) ? Math.max(bytes, LEAST_BYTES) : bytes;
  const beside = ARCHIVES.includes(storageClass) ? 8192 * PRICES.s3.gbMonth.STANDARD + 32_768 * price : 0;
  return (billed * price + beside) / BYTES_PER_GB / DAYS_PER_MONTH;
}

/** Whether a lifecycle moves an object of this size: a size in the filter of the rule counts before the default. */
function movesSize(
  bucket: ResolvedResource,
  rule: Record<string, unknown>,
  storageClass: string,
  bytes: number,
): boolean {
  const [above, below] = [numberOf(rule['ObjectSizeGreaterThan']), numberOf(rule['ObjectSizeLessThan'])];
  if (above !== undefined || below !== undefined)
    return bytes > (above ?? 0) && bytes < (below ?? Number.POSITIVE_INFINITY);
  const byDefault = mapOf(bucket.Properties['LifecycleConfiguration'])['TransitionDefaultMinimumObjectSize'];
  return bytes >= LEAST_BYTES || (byDefault === 'varies_by_storage_class' && ARCHIVES.includes(storageClass));
}

/** Dollars a month for what a bucket holds when each image of the load leaves one object of one of these sizes in it. */
export const storageCost = (bucket: ResolvedResource, sizes: readonly number[]): number =>
  sizes.reduce((sum, bytes) => sum + costOfSize(bucket, bytes, LOAD.images / sizes.length), 0);

function costOfSize(bucket: ResolvedResource, bytes: number, images: number): number {
  const days = lifetime(bucket);
  const moves = rulesOf(bucket)
    .flatMap((rule) =>
      listOf(rule['Transitions'])
        .map(mapOf)
        .filter((move) => movesSize(bucket, rule, String(move['StorageClass']), bytes)),
    )
    .map(
      (move): Step => ({ from: numberOf(move['TransitionInDays']) ?? 0, storageClass: String(move['StorageClass']) }),
    )
    .filter(({ from }) => from < days)
    .toSorted((one, other) => one.from - other.from);
  const tiers = moves.some(({ storageClass }) => storageClass === 'INTELLIGENT_TIERING');
  const steps = tiers ? TIERING : [{ from: 0, storageClass: 'STANDARD' }, ...moves];
  const imagesPerDay = images / DAYS_PER_MONTH;
  const stored = steps.reduce((sum, { from, storageClass }, at) => {
    const until = Math.min(days, steps[at + 1]?.from ?? days);
    // A month's bill for all that is this old: so many days of it, each with the images of a day.
    return sum + Math.max(0, until - from) * imagesPerDay * dollarsPerDay(storageClass, bytes) * DAYS_PER_MONTH;
  }, 0);
  const moved = moves.reduce((sum, { storageClass }) => sum + images * transitionPrice(storageClass), 0);
  const watched = tiers ? imagesPerDay * days * PRICES.s3.watchedObject : 0;
  return stored + moved + watched;
}
