import type { Comparison } from './comparison.ts';
import { type Fail, refuse } from './policy-error.ts';

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
