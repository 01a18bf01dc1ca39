import fc from 'fast-check';

/** One thing that happens to a file; places are taken modulo its length. */
export type Change =
  | { kind: 'set'; at: number; value: number }
  | { kind: 'end'; at: number }
  | { kind: 'cut' | 'double' | 'drop' | 'join'; at: number; length: number };

const INTERESTING = [0, 1, 2, 0x7f, 0x80, 0xd8, 0xd9, 0xda, 0xfe, 0xff];
/** Headers decide most: half of all changes are there. */
export const HEAD_BYTES = 100;
const MAX_LENGTH = 2_000;

const place = fc.oneof(fc.nat(HEAD_BYTES), fc.nat());
const change: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('set' as const),
      at: place,
      value: fc.oneof(fc.constantFrom(...INTERESTING), fc.nat(255)),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('end' as const), at: place }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom('cut' as const, 'double' as const, 'drop' as const, 'join' as const),
      at: place,
      length: fc.nat(MAX_LENGTH),
    }),
  },
);

export const changes: fc.Arbitrary<Change[]> = fc.array(change, { maxLength: 6 });

/** A copy of `file` after the changes. */
export const changed = (file: Buffer, other: Buffer, all: readonly Change[]): Buffer =>
  all.reduce<Buffer>((bytes, one) => apply(bytes, other, one), Buffer.from(file));

function apply(bytes: Buffer, other: Buffer, change: Change): Buffer {
  const at = bytes.length === 0 ? 0 : change.at % bytes.length;
  if (change.kind === 'set') {
    if (bytes.length > 0) bytes[at] = change.value;
    return bytes;
  }
  if (change.kind === 'end') return bytes.subarray(0, at);
  const end = at + change.length;
  switch (change.kind) {
    case 'cut':
      return bytes.subarray(0, Math.max(0, bytes.length - change.length));
    case 'double':
      return Buffer.concat([bytes.subarray(0, end), bytes.subarray(at)]);
    case 'drop':
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(end)]);
    case 'join':
      return Buffer.concat([bytes.subarray(0, at), other.subarray(at, end), bytes.subarray(at)]);
  }
}
