import { writeFileSync } from 'node:fs';
import { ownedBytes } from '../../shared/owned-bytes.ts';
import { type PassingErrorCode, PermanentError } from '../errors/coded-errors.ts';
import { codeOf } from '../errors/outcomes.ts';
import { takeUpload } from '../image/prepare.ts';
import { renderAll } from '../image/render.ts';
import { planRenditions } from '../image/rendition-plan.ts';
import {
  CHILD_ARGUMENT,
  createReader,
  type Failure,
  type HeaderAnswer,
  type Order,
  type Reader,
  type RenditionsAnswer,
} from './child-protocol.ts';

export const isChild = (argv: readonly string[]): boolean => argv[2] === CHILD_ARGUMENT;

/** Makes one image for the process that has started this one: see child-protocol.ts. Ends the process. */
export async function renderForParent(argv: readonly string[]): Promise<never> {
  volunteer();
  const { bytes: length, ...order } = JSON.parse(argv[3] ?? '') as Order;
  const input = createReader(process.stdin);
  const bytes = await input.bytes(length);
  for (const made of await make(input, bytes, order)) {
    // What is written to a pipe is written at once; this waits where it is not one.
    await new Promise((resolve) => process.stdout.write(made, resolve));
  }
  return process.exit();
}

async function make(
  input: Reader,
  upload: Buffer,
  { renditions, limits, milliseconds }: Omit<Order, 'bytes'>,
): Promise<readonly Buffer[]> {
  try {
    const { picture, bytes } = await takeUpload(ownedBytes(upload));
    const plan = planRenditions(picture, renditions, limits);
    answer({ value: { picture, plan } });
    await input.bytes(1);
    const made = await renderAll(bytes, { picture, plan, renditions, milliseconds });
    answer({ value: made.map(({ bytes: { length }, ...rest }) => ({ ...rest, length })) });
    return made.map((rendition) => rendition.bytes);
  } catch (error) {
    answer({ failure: failure(error) });
    return [];
  }
}

const answer = (value: HeaderAnswer | RenditionsAnswer): void => {
  process.stdout.write(`${JSON.stringify(value)}\n`); // synchronous, as it is a pipe
};

function failure(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  return error instanceof PermanentError
    ? { permanent: error.code, message }
    : { passing: codeOf(error) as PassingErrorCode, message };
}

/** Asks Linux to end this process, and not the function, where memory runs out. */
function volunteer(): void {
  try {
    writeFileSync('/proc/self/oom_score_adj', '1000');
  } catch {
    // Not Linux, or not allowed: the parent watches the memory too.
  }
}
