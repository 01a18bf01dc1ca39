import { listOf, mapOf, numberOf } from '../../policy/values.ts';
import type { ResolvedResource } from '../template/resolve.ts';
import { LOAD } from './load.ts';
import { PRICES } from './prices.ts';

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

/** Dollars a month for what a bucket holds when each image of the load leaves so many bytes in it. */
export function storageCost(bucket: ResolvedResource, bytes: number): number {
  const days = lifetime(bucket);
  const moves = rulesOf(bucket)
    .flatMap((rule) => listOf(rule['Transitions']).map(mapOf))
    .map(
      (move): Step => ({ from: numberOf(move['TransitionInDays']) ?? 0, storageClass: String(move['StorageClass']) }),
    )
    .filter(({ from }) => from < days)
    .toSorted((one, other) => one.from - other.from);
  const tiers = moves.some(({ storageClass }) => storageClass === 'INTELLIGENT_TIERING');
  const steps = tiers ? TIERING : [{ from: 0, storageClass: 'STANDARD' }, ...moves];
  const gbPerDay = (LOAD.images / DAYS_PER_MONTH) * (bytes / BYTES_PER_GB);
  const stored = steps.reduce((sum, { from, storageClass }, at) => {
    const until = Math.min(days, steps[at + 1]?.from ?? days);
    return sum + Math.max(0, until - from) * gbPerDay * classPrice(storageClass);
  }, 0);
  const moved = moves.reduce((sum, { storageClass }) => sum + LOAD.images * transitionPrice(storageClass), 0);
  const watched = tiers ? (LOAD.images / DAYS_PER_MONTH) * days * PRICES.s3.watchedObject : 0;
  return stored + moved + watched;
}
