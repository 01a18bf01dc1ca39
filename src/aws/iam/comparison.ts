import type { KeyType } from './condition-key.ts';
import type { Lookup } from './lookup.ts';
import type { Pattern, Wildcards } from './pattern.ts';
import type { Fail } from './policy-error.ts';

/** What the reading of a value of a policy may use; a pattern can hold policy variables, plain text cannot. */
export type ValueReader = {
  pattern(text: string, wildcards: Wildcards): Pattern;
  plain(text: string): string;
  fail: Fail;
};

/** Whether a value of a request fits one of a policy; undefined when a policy variable has no value. */
export type Test = (value: string, lookup: Lookup) => boolean | undefined;

/** One way of comparing: reads the value of a policy once, refuses what it cannot be, and gives the test. */
export type Comparison = {
  /** Types of keys for which the comparison makes sense; another never matches in AWS and is refused here. */
  types: readonly KeyType[];
  read(policyValue: string, reader: ValueReader): Test;
};
