import type { Comparison } from './comparison.ts';
import { type Fail, refuse } from './policy-error.ts';

/** Reads `true` or `false`, in any case. */
export function readTruth(text: string, fail: Fail): boolean {
  const lower = text.toLowerCase();
  return lower === 'true' || lower === 'false' ? lower === 'true' : fail(`Expected true or false but received ${text}`);
}

/** AWS's pages contradict one another on policy variables in Bool; they are refused. */
export const truth: Comparison = {
  types: ['bool'],
  read(policyValue, reader) {
    const stated = readTruth(reader.plain(policyValue), reader.fail);
    return (value) => readTruth(value, refuse) === stated;
  },
};
