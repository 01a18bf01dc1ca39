import { isChild, renderForParent } from '../../../src/handler/isolation/child.ts';
import type { Order } from '../../../src/handler/isolation/child-protocol.ts';

/** What a decoder may do to its process, by the number of bytes of the upload: for each a number that no picture here has. */
export const POISONS = {
  aborts: 6661,
  'never returns': 6662,
  'takes all memory': 6663,
  exits: 6664,
  'answers nonsense': 6665,
  'does not even read': 6666,
} as const;

const hoard: Buffer[] = [];

const EFFECTS: Record<number, () => void> = {
  [POISONS.aborts]: () => process.abort(),
  [POISONS['never returns']]: () => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0); // as long, without the time of a processor
  },
  [POISONS['takes all memory']]: () => {
    setInterval(() => hoard.push(Buffer.alloc(2 ** 25, 1)), 1);
  },
  [POISONS.exits]: () => process.exit(0),
  [POISONS['answers nonsense']]: () => process.stdout.write('nonsense\n'),
  [POISONS['does not even read']]: () => {
    setInterval(() => undefined, 1000);
  },
};

if (isChild(process.argv)) {
  const order: Order = JSON.parse(process.argv[3] ?? '');
  const effect = EFFECTS[order.bytes];
  if (effect) effect();
  else await renderForParent(process.argv);
}
