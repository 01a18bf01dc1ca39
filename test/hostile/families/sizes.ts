import { LIMITS } from '../../handler/environment.ts';
import { family } from '../hostile-file.ts';
import { type Good, spoilt } from '../make/good.ts';

const padded = (good: Good, length: number) =>
  spoilt(good, (bytes) => {
    const all = Buffer.alloc(length);
    bytes.copy(all);
    return all;
  });

const formats: Good[] = ['jpeg', 'png', 'gif', 'webp', 'bmp'];

export const sizes = family('sizes', [
  ...formats.map((good) => ({
    name: `${good}-of-50-MiB`,
    why: 'The largest upload that is taken: a small picture, and zeros behind its end.',
    bytes: padded(good, LIMITS.uploadBytes),
    expected: 'processed' as const,
  })),
  {
    name: 'jpeg-of-50-MiB-and-one-byte',
    why: 'One byte too many.',
    bytes: padded('jpeg', LIMITS.uploadBytes + 1),
    expected: 'TOO_MANY_BYTES' as const,
  },
]);
