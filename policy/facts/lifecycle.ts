import type { ResolvedResource } from '../../src/aws/cloudformation/attribute-of.ts';
import { valueAt } from '../engine/deployed.ts';
import { listOf, mapOf } from '../engine/values.ts';

/** One lifecycle rule of a bucket and its place in the list. */
export type LifecycleRule = { index: number; entry: Record<string, unknown> };

export const lifecycleOf = (bucket: ResolvedResource): LifecycleRule[] =>
  listOf(valueAt(bucket, ['LifecycleConfiguration', 'Rules'])).map((entry, index) => ({ index, entry: mapOf(entry) }));

const isEmpty = (value: unknown): boolean => value === undefined || value === '' || (Array.isArray(value) && !value[0]);

/** Whether a rule is on and covers every object of the bucket: no prefix, tag or size narrows it. */
export const coversAll = ({ entry }: LifecycleRule): boolean =>
  entry['Status'] === 'Enabled' &&
  ['Prefix', 'TagFilters', 'ObjectSizeGreaterThan', 'ObjectSizeLessThan'].every((name) => isEmpty(entry[name]));
