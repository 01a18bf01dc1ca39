import { address } from './compare-address.ts';
import { date, numeric } from './compare-quantity.ts';
import { arnLike, textEquals, textEqualsIgnoringCase, textLike } from './compare-text.ts';
import { truth } from './compare-truth.ts';
import type { Comparison } from './comparison.ts';

/** A condition operator: a comparison, or its negation, which also holds when the key is absent. */
export type Operator = { comparison: Comparison; negated: boolean };

const is = (comparison: Comparison): Operator => ({ comparison, negated: false });
const isNot = (comparison: Comparison): Operator => ({ comparison, negated: true });

const same = (received: number, stated: number): boolean => received === stated;
const less = (received: number, stated: number): boolean => received < stated;
const most = (received: number, stated: number): boolean => received <= stated;
const more = (received: number, stated: number): boolean => received > stated;
const least = (received: number, stated: number): boolean => received >= stated;

/**
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html without
 * BinaryEquals, which nothing here needs, and Null, which looks at no value.
 */
export const OPERATORS: Readonly<Record<string, Operator>> = {
  StringEquals: is(textEquals),
  StringNotEquals: isNot(textEquals),
  StringEqualsIgnoreCase: is(textEqualsIgnoringCase),
  StringNotEqualsIgnoreCase: isNot(textEqualsIgnoringCase),
  StringLike: is(textLike),
  StringNotLike: isNot(textLike),
  ArnEquals: is(arnLike),
  ArnNotEquals: isNot(arnLike),
  ArnLike: is(arnLike),
  ArnNotLike: isNot(arnLike),
  NumericEquals: is(numeric(same)),
  NumericNotEquals: isNot(numeric(same)),
  NumericLessThan: is(numeric(less)),
  NumericLessThanEquals: is(numeric(most)),
  NumericGreaterThan: is(numeric(more)),
  NumericGreaterThanEquals: is(numeric(least)),
  DateEquals: is(date(same)),
  DateNotEquals: isNot(date(same)),
  DateLessThan: is(date(less)),
  DateLessThanEquals: is(date(most)),
  DateGreaterThan: is(date(more)),
  DateGreaterThanEquals: is(date(least)),
  Bool: is(truth),
  IpAddress: is(address),
  NotIpAddress: isNot(address),
};
