import { rmSync } from 'node:fs';
import { notImplemented } from './errors.ts';
import {
  addVersion,
  type Bucket,
  isArchived,
  newVersionId,
  type ObjectVersion,
  STORAGE_CLASSES,
  type StorageClass,
  type Store,
  takeVersion,
  type Version,
} from './store.ts';
import { childrenOf, parseXml, textOf, type XmlElement } from './xml.ts';

const DAY_MILLISECONDS = 86_400_000;

/** By default S3 moves no object below this: https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html */
const LEAST_BYTES = 128 * 1024;

/** The name under which the settings of a bucket keep the header of PutBucketLifecycleConfiguration. */
export const MINIMUM_SIZE_SETTING = 'lifecycle minimum size';
export const MINIMUM_SIZE_HEADER = 'x-amz-transition-default-minimum-object-size';

type Transition = { days: number; storageClass: StorageClass };

type LifecycleRule = {
  prefix: string;
  greaterThan: number | undefined;
  lessThan: number | undefined;
  transitions: readonly Transition[];
  expirationDays: number | undefined;
  removesMarkers: boolean;
  noncurrentDays: number | undefined;
  abortDays: number | undefined;
};

const numberIn = (element: XmlElement | undefined, name: string): number | undefined => {
  const text = element && textOf(element, name);
  return text === undefined || text === '' ? undefined : Number(text);
};

function classIn(element: XmlElement): StorageClass {
  const text = textOf(element, 'StorageClass');
  const known = STORAGE_CLASSES.find((each) => each === text);
  if (!known) throw notImplemented(`the storage class ${text}`);
  return known;
}

function readRule(element: XmlElement): LifecycleRule {
  const [filter] = childrenOf(element, 'Filter');
  const [and] = filter ? childrenOf(filter, 'And') : [];
  const narrowed = and ?? filter ?? element;
  const [expiration] = childrenOf(element, 'Expiration');
  const [noncurrent] = childrenOf(element, 'NoncurrentVersionExpiration');
  const [abort] = childrenOf(element, 'AbortIncompleteMultipartUpload');
  if ([narrowed, element].some((each) => childrenOf(each, 'Tag').length > 0))
    throw notImplemented('tags in a lifecycle');
  return {
    prefix: textOf(narrowed, 'Prefix') ?? '',
    greaterThan: numberIn(narrowed, 'ObjectSizeGreaterThan'),
    lessThan: numberIn(narrowed, 'ObjectSizeLessThan'),
    transitions: childrenOf(element, 'Transition').map((each) => ({
      days: numberIn(each, 'Days') ?? 0,
      storageClass: classIn(each),
    })),
    expirationDays: numberIn(expiration, 'Days'),
    removesMarkers: expiration !== undefined && textOf(expiration, 'ExpiredObjectDeleteMarker') === 'true',
    noncurrentDays: numberIn(noncurrent, 'NoncurrentDays'),
    abortDays: numberIn(abort, 'DaysAfterInitiation'),
  };
}

const rulesOf = (bucket: Bucket): LifecycleRule[] => {
  const body = bucket.settings.get('lifecycle');
  return body === undefined
    ? []
    : childrenOf(parseXml(body, 'LifecycleConfiguration'), 'Rule')
        .filter((rule) => textOf(rule, 'Status') === 'Enabled')
        .map(readRule);
};

/**
 * When a rule acts: so many days later, at the next midnight of UTC.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html#intro-lifecycle-rules-number-of-days
 */
const due = (from: Date, days: number): Date =>
  new Date(Math.ceil((from.getTime() + days * DAY_MILLISECONDS) / DAY_MILLISECONDS) * DAY_MILLISECONDS);

const covers = ({ prefix, greaterThan, lessThan }: LifecycleRule, { key, size }: ObjectVersion): boolean =>
  key.startsWith(prefix) &&
  (greaterThan === undefined || size > greaterThan) &&
  (lessThan === undefined || size < lessThan);

/** A size in the filter of a rule takes the place of the default of the configuration. */
function isLargeEnough(rule: LifecycleRule, { size }: ObjectVersion, to: StorageClass, byDefault: string): boolean {
  if (rule.greaterThan !== undefined || rule.lessThan !== undefined || size >= LEAST_BYTES) return true;
  return byDefault === 'varies_by_storage_class' && isArchived(to);
}

function move(rules: readonly LifecycleRule[], version: ObjectVersion, byDefault: string, now: Date): void {
  for (const rule of rules.filter((each) => covers(each, version)))
    for (const { days, storageClass } of rule.transitions)
      if (
        due(version.lastModified, days) <= now &&
        isLargeEnough(rule, version, storageClass, byDefault) &&
        STORAGE_CLASSES.indexOf(storageClass) > STORAGE_CLASSES.indexOf(version.storageClass ?? 'STANDARD')
      )
        version.storageClass = storageClass;
}

const earliest = (dates: readonly Date[]): Date | undefined => dates.toSorted((a, b) => a.getTime() - b.getTime())[0];

function drop(bucket: Bucket, { key, versionId }: Version): void {
  const taken = takeVersion(bucket, key, versionId);
  if (taken?.kind === 'object') rmSync(taken.file, { force: true });
}

/** Expires the newest version of a key: under versioning by a delete marker, dated when it was due. */
function expire(bucket: Bucket, rules: readonly LifecycleRule[], version: ObjectVersion, now: Date): void {
  const at = earliest(
    rules.flatMap((rule) =>
      rule.expirationDays !== undefined && covers(rule, version)
        ? [due(version.lastModified, rule.expirationDays)]
        : [],
    ),
  );
  if (at === undefined || at > now) return;
  if (bucket.versioning === undefined) drop(bucket, version);
  else addVersion(bucket, { kind: 'delete-marker', key: version.key, versionId: newVersionId(), lastModified: at });
}

function playKey(bucket: Bucket, rules: readonly LifecycleRule[], key: string, now: Date): void {
  const byDefault = bucket.settings.get(MINIMUM_SIZE_SETTING) ?? 'all_storage_classes_128K';
  const [newest] = bucket.objects.get(key) ?? [];
  if (newest?.kind === 'object') {
    move(rules, newest, byDefault, now);
    expire(bucket, rules, newest, now);
  }
  const matching = rules.filter(({ prefix }) => key.startsWith(prefix));
  const noncurrentDays = matching.flatMap((rule) => rule.noncurrentDays ?? []);
  // A version is noncurrent from the time of the one that came after it.
  const versions = bucket.objects.get(key) ?? [];
  for (const [at, version] of versions.entries()) {
    const after = versions[at - 1];
    if (after && noncurrentDays.some((days) => due(after.lastModified, days) <= now)) drop(bucket, version);
  }
  const [last, ...others] = bucket.objects.get(key) ?? [];
  if (last?.kind === 'delete-marker' && others.length === 0 && matching.some((rule) => rule.removesMarkers))
    drop(bucket, last);
}

/** Does all that the lifecycles of the buckets have due at a time. */
export function playLifecycles(store: Store, now: Date): void {
  for (const bucket of store.buckets.values()) {
    const rules = rulesOf(bucket);
    if (rules.length === 0) continue;
    for (const key of [...bucket.objects.keys()]) playKey(bucket, rules, key, now);
    for (const upload of [...bucket.uploads.values()])
      if (
        rules.some(
          ({ prefix, abortDays }) =>
            abortDays !== undefined && upload.key.startsWith(prefix) && due(upload.initiated, abortDays) <= now,
        )
      )
        bucket.uploads.delete(upload.uploadId);
  }
}
