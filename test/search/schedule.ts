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
const number = fc.nat(MOST);
const at = number;

/** Few keys and few files, so that uploads meet. */
const put = fc.record({
  do: fc.constant('put' as const),
  key: fc.oneof({ weight: 3, arbitrary: fc.nat(1) }, { weight: 2, arbitrary: number }),
  file: fc.oneof({ weight: 2, arbitrary: fc.nat(2) }, { weight: 3, arbitrary: number }),
  envelope: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: number }),
  joined: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
});

const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 12, arbitrary: put },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('hide' as const), key: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const), upload: number }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('send' as const), body: number }) },
);

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
export const schedules: fc.Arbitrary<Schedule> = fc.record({
  moves: fc.array(move, { minLength: 1, maxLength: 7, size: 'max' }),
  choices: fc.array(choice, { maxLength: 120, size: 'max' }),
  maxReceiveCount: fc.oneof(
    { weight: 3, arbitrary: fc.constant(3) },
    { weight: 1, arbitrary: fc.integer({ min: 2, max: 5 }) },
  ),
  batchSize: fc.constantFrom(10, 1, 2, 3),
  concurrency: fc.integer({ min: 1, max: 3 }),
});
