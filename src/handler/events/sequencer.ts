const HEXADECIMAL = /^[0-9a-f]{1,64}$/i;

/** True of what S3 writes: hexadecimal digits, 16 to 18 of them so far. */
export const isSequencer = (value: string): boolean => HEXADECIMAL.test(value);

/**
 * Orders two sequencers of the same key: negative where `a` is the older one. Their lengths differ, since trailing
 * digits are left out: seconds come first and fractions last, so the shorter one is padded on its right.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function compareSequencers(a: string, b: string): number {
  const digits = Math.max(a.length, b.length);
  const [left, right] = [a, b].map((value) => value.toLowerCase().padEnd(digits, '0')) as [string, string];
  return left === right ? 0 : left < right ? -1 : 1;
}
