import fc from 'fast-check';

/** What a user or S3 does, in this order. Numbers pick one of what there is, whatever their size. */
export type Move =
  | { do: 'put'; key: number; file: number; envelope: number; joined: boolean }
  | { do: 'hide'; key: number }
  | { do: 'remove'; upload: number }
  | { do: 'send'; body: number };

/** What happens next. `go` lets something go on; all others are mishaps, and nothing happens where there is no chance. */
export type Choice =
  | { do: 'go'; at: number }
  | { do: 'crash'; at: number }
  | { do: 'expire'; at: number }
  | { do: 'duplicate'; at: number }
  | { do: 'close'; at: number }
  | { do: 'deadline'; at: number }
  | { do: 'lose delete'; at: number }
  | { do: 'fault'; at: number; fault: Fault };

export const FAULTS = ['503', '500', '403', '412', '409', 'reset', 'lost answer', 'cut body', 'broken body'] as const;
export type Fault = (typeof FAULTS)[number];

export type Schedule = {
  moves: readonly Move[];
  choices: readonly Choice[];
  maxReceiveCount: number;
  batchSize: number;
  /** Invocations at a time. */
  concurrency: number;
};

const MOST = 1 << 16;
/** Where they are in drawFiles. */
const [CUT, KILLER, ENDLESS] = [9, 13, 14];

const number = fc.nat(MOST);
const at = number;

const often = <T>(usual: fc.Arbitrary<T>, other: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 4, arbitrary: usual }, { weight: 1, arbitrary: other });

const move = (key: fc.Arbitrary<number>, file: fc.Arbitrary<number>): fc.Arbitrary<Move> =>
  fc.oneof(
    {
      weight: 12,
      arbitrary: fc.record({
        do: fc.constant('put' as const),
        key,
        file,
        envelope: often(fc.constant(0), number),
        joined: often(fc.constant(false), fc.constant(true)),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('hide' as const), key }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const), upload: number }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('send' as const), body: number }) },
  );

const movesOf = (each: fc.Arbitrary<Move>) => fc.array(each, { minLength: 1, maxLength: 7, size: 'max' });

/** Anything but the worst, or versions of one image after each other. */
const ordinary = fc.oneof(
  { weight: 2, arbitrary: movesOf(move(often(fc.nat(2), number), often(fc.nat(8), fc.nat(KILLER - 1)))) },
  { weight: 1, arbitrary: movesOf(move(fc.constant(0), fc.nat(2))) },
);

/** Good images among those that crash or stop whoever decodes them. */
const hostile = movesOf(move(number, fc.constantFrom(0, 1, KILLER, KILLER, ENDLESS, CUT)));

const mishap = fc.record({
  do: fc.constantFrom(
    'crash' as const,
    'expire' as const,
    'duplicate' as const,
    'close' as const,
    'deadline' as const,
    'lose delete' as const,
  ),
  at,
});
const fault = fc.record({ do: fc.constant('fault' as const), at, fault: fc.constantFrom(...FAULTS) });

const choice: fc.Arbitrary<Choice> = fc.oneof(
  { weight: 14, arbitrary: fc.record({ do: fc.constant('go' as const), at }) },
  { weight: 1, arbitrary: mishap },
  { weight: 1, arbitrary: fault },
);

/** A schedule shrinks to fewer uploads, fewer choices, and choices that let the oldest go first. */
const schedulesOf = (moves: fc.Arbitrary<Move[]>): fc.Arbitrary<Schedule> =>
  fc.record({
    moves,
    choices: fc.array(choice, { maxLength: 120, size: 'max' }),
    maxReceiveCount: fc.constantFrom(3, 3, 2, 2, 4),
    batchSize: fc.constantFrom(10, 1, 2, 3),
    concurrency: fc.integer({ min: 1, max: 3 }),
  });

/** By the company that uploads are in. */
export const SCHEDULES = { ordinary: schedulesOf(ordinary), hostile: schedulesOf(hostile) };
