import { ARN_COLONS } from './arn.ts';
import type { Comparison } from './comparison.ts';
import type { KeyType } from './condition-key.ts';
import { matchPattern, matchPatternIgnoringCase } from './match-pattern.ts';

/** Every key can be compared as text. */
const ALL: readonly KeyType[] = ['string', 'arn', 'bool', 'numeric', 'date', 'epoch', 'ip'];

/** Case-sensitive, `*` and `?` mean themselves. */
export const textEquals: Comparison = {
  types: ALL,
  read(policyValue, reader) {
    const pattern = reader.pattern(policyValue, 'none');
    return (value, lookup) => matchPattern(pattern, value, lookup);
  },
};

export const textEqualsIgnoringCase: Comparison = {
  types: ALL,
  read(policyValue, reader) {
    const pattern = reader.pattern(policyValue, 'none');
    return (value, lookup) => matchPatternIgnoringCase(pattern, value, lookup);
  },
};

/** Case-sensitive, with `*` and `?`. */
export const textLike: Comparison = {
  types: ALL,
  read(policyValue, reader) {
    const pattern = reader.pattern(policyValue, 'any');
    return (value, lookup) => matchPattern(pattern, value, lookup);
  },
};

/** Each of the six parts by itself, case-sensitive, with `*` and `?`; ArnEquals and ArnLike are the same. */
export const arnLike: Comparison = {
  types: ['arn'],
  read(policyValue, reader) {
    const colons = policyValue.split(':').length - 1;
    if (!policyValue.startsWith('arn:') || colons < ARN_COLONS)
      reader.fail(`Expected an ARN with six parts to compare with but received ${policyValue}`);
    const pattern = reader.pattern(policyValue, 'arn');
    return (value, lookup) => matchPattern(pattern, value, lookup);
  },
};
