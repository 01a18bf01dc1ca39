import { BlockList, isIP } from 'node:net';
import type { Comparison } from './comparison.ts';
import type { KeyType } from './condition-key.ts';
import { matchPattern, matchPatternIgnoringCase } from './pattern.ts';
import { ARN_COLONS, type Fail, PolicyError, refuse } from './policy-error.ts';

const FAMILIES = { 4: { name: 'ipv4', bits: 32 }, 6: { name: 'ipv6', bits: 128 } } as const;

const familyOf = (address: string) => FAMILIES[isIP(address) as 4 | 6] as (typeof FAMILIES)[4 | 6] | undefined;

/** An address in a CIDR block; one without a prefix length stands for itself alone. */
const address: Comparison = {
  types: ['ip'],
  read(policyValue, reader) {
    const [network = '', prefix, ...rest] = reader.plain(policyValue).split('/');
    const family = familyOf(network);
    const bits = prefix === undefined ? family?.bits : Number(prefix);
    if (!family || bits === undefined || !/^\d*$/.test(prefix ?? '') || bits > family.bits || rest.length > 0)
      return reader.fail(`Expected an address or CIDR block but received ${policyValue}`);
    const block = new BlockList();
    block.addSubnet(network, bits, family.name);
    return (value) => {
      const own = familyOf(value);
      if (!own) throw new PolicyError(`Expected the request to have an IP address but received ${value}`);
      return block.check(value, own.name);
    };
  },
};

/** How two numbers have to stand to one another: the one of the request first. */
type Order = (received: number, stated: number) => boolean;

const NUMBER = /^[-+]?\d+(\.\d+)?$/;

const readNumber = (text: string, fail: Fail): number =>
  NUMBER.test(text) ? Number(text) : fail(`Expected a number to compare but received ${text}`);

// The formats of https://www.w3.org/TR/NOTE-datetime, but for a year alone, which could be taken for seconds.
const DATE = /^\d{4}-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[-+]\d{2}:\d{2}))?)?$/;
const EPOCH_SECONDS = /^\d{5,}(\.\d+)?$/;

/** In seconds since 1970. */
function readTime(text: string, fail: Fail): number {
  const seconds = EPOCH_SECONDS.test(text) ? Number(text) : DATE.test(text) ? Date.parse(text) / 1000 : Number.NaN;
  return Number.isNaN(seconds) ? fail(`Expected an ISO 8601 date or epoch seconds but received ${text}`) : seconds;
}

/** Compares integers and decimals. */
export const numeric = (order: Order): Comparison => ({
  types: ['numeric', 'epoch'],
  read(policyValue, reader) {
    const stated = readNumber(reader.plain(policyValue), reader.fail);
    return (value) => order(readNumber(value, refuse), stated);
  },
});

/** Compares times, each an ISO 8601 date or epoch seconds. */
export const date = (order: Order): Comparison => ({
  types: ['date', 'epoch'],
  read(policyValue, reader) {
    const stated = readTime(reader.plain(policyValue), reader.fail);
    return (value) => order(readTime(value, refuse), stated);
  },
});

/** Every key can be compared as text. */
const ALL: readonly KeyType[] = ['string', 'arn', 'bool', 'numeric', 'date', 'epoch', 'ip'];

/** Case-sensitive, `*` and `?` mean themselves. */
const textEquals: Comparison = {
  types: ALL,
  read(policyValue, reader) {
    const pattern = reader.pattern(policyValue, 'none');
    return (value, lookup) => matchPattern(pattern, value, lookup);
  },
};

const textEqualsIgnoringCase: Comparison = {
  types: ALL,
  read(policyValue, reader) {
    const pattern = reader.pattern(policyValue, 'none');
    return (value, lookup) => matchPatternIgnoringCase(pattern, value, lookup);
  },
};

/** Case-sensitive, with `*` and `?`. */
const textLike: Comparison = {
  types: ALL,
  read(policyValue, reader) {
    const pattern = reader.pattern(policyValue, 'any');
    return (value, lookup) => matchPattern(pattern, value, lookup);
  },
};

/** Each of the six parts by itself, case-sensitive, with `*` and `?`; ArnEquals and ArnLike are the same. */
const arnLike: Comparison = {
  types: ['arn'],
  read(policyValue, reader) {
    const colons = policyValue.split(':').length - 1;
    if (!policyValue.startsWith('arn:') || colons < ARN_COLONS)
      reader.fail(`Expected an ARN with six parts to compare with but received ${policyValue}`);
    const pattern = reader.pattern(policyValue, 'arn');
    return (value, lookup) => matchPattern(pattern, value, lookup);
  },
};

/** Reads `true` or `false`, in any case. */
export function readTruth(text: string, fail: Fail): boolean {
  const lower = text.toLowerCase();
  return lower === 'true' || lower === 'false' ? lower === 'true' : fail(`Expected true or false but received ${text}`);
}

/** AWS's pages contradict one another on policy variables in Bool; they are refused. */
const truth: Comparison = {
  types: ['bool'],
  read(policyValue, reader) {
    const stated = readTruth(reader.plain(policyValue), reader.fail);
    return (value) => readTruth(value, refuse) === stated;
  },
};

/** A condition operator: a comparison, or its negation, which also holds when the key is absent. */
type Operator = { comparison: Comparison; negated: boolean };

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
