import { writeFileSync } from 'node:fs';
import { release } from '../../shared/release.ts';
import { codeOf } from '../errors/outcomes.ts';
import type { PassingErrorCode } from '../errors/passing-error.ts';
import { PermanentError } from '../errors/permanent-error.ts';
import { readUpload } from '../image/picture.ts';
import { render } from '../image/render.ts';
import { planRendition } from '../image/rendition-plan.ts';
import {
  CHILD_ARGUMENT,
  createReader,
  type Failure,
  type HeaderAnswer,
  type Order,
  type Reader,
  type RenditionAnswer,
} from './child-protocol.ts';

export const isChild = (argv: readonly string[]): boolean => argv[2] === CHILD_ARGUMENT;

/** Makes one image for the process that has started this one: see child-protocol.ts. Ends the process. */
export async function renderForParent(argv: readonly string[]): Promise<never> {
  volunteer();
  const { bytes: length, ...order } = JSON.parse(argv[3] ?? '') as Order;
  const input = createReader(process.stdin);
  const bytes = await input.bytes(length);
  const made = await make(input, bytes, order);
  // What is written to a pipe is written at once; this waits where it is not one.
  await new Promise((resolve) => process.stdout.write(made, resolve));
  return process.exit();
}

async function make(
  input: Reader,
  upload: Buffer,
  { options, limits, milliseconds }: Omit<Order, 'bytes'>,
): Promise<Buffer> {
  try {
    const { picture, bytes } = await readUpload(upload);
    if (bytes.buffer !== upload.buffer) release(upload);
    const plan = planRendition(picture, options, limits);
    answer({ value: { picture, plan } });
    await input.bytes(1);
    const { bytes: made, ...rest } = await render(bytes, picture, plan, options, milliseconds);
    answer({ value: { ...rest, length: made.length } });
    return made;
  } catch (error) {
    answer({ failure: failure(error) });
    return Buffer.alloc(0);
  }
}

const answer = (value: HeaderAnswer | RenditionAnswer): void => {
  process.stdout.write(`${JSON.stringify(value)}\n`); // synchronous, as it is a pipe
};

function failure(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  return error instanceof PermanentError
    ? { permanent: error.code, message }
    : { passing: codeOf(error) as PassingErrorCode, message };
}

/** Where memory runs out, Linux is to end this process and not the function. */
function volunteer(): void {
  try {
    writeFileSync('/proc/self/oom_score_adj', '1000');
  } catch {
    // Not Linux, or not allowed: the parent watches the memory too.
  }
}
