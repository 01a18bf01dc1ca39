import type { Readable } from 'node:stream';
import type { PassingErrorCode, PermanentErrorCode } from '../errors/coded-errors.ts';
import { JPEG_SLACK } from '../formats/jpeg-damage.ts';
import type { Picture } from '../image/picture.ts';
import type { Rendition, UploadPlan } from '../image/rendition-plan.ts';
import type { RenderOptions } from '../settings/environment.ts';
import type { Limits } from '../settings/limits.ts';

/**
 * First argument of the process that the function starts for one image; the second one is an Order. The child is the same
 * file. It reads the upload from its standard input and answers with a line of JSON, a HeaderAnswer. At one byte more it
 * renders, and answers with a line, a RenditionsAnswer, and the bytes of all renditions in their order.
 */
export const CHILD_ARGUMENT = '--one-image';

export type Order = { bytes: number; renditions: readonly RenderOptions[]; limits: Limits; milliseconds: number };

export type Failure = { permanent?: PermanentErrorCode; passing?: PassingErrorCode; message: string };

export type Answer<T> = { failure: Failure } | { value: T };
export type HeaderAnswer = Answer<{ picture: Picture; plan: UploadPlan }>;
export type RenditionsAnswer = Answer<readonly (Omit<Rendition, 'bytes'> & { length: number })[]>;

/** Bytes. An answer's line has some hundreds. */
const MAX_LINE = 65_536;

export type Reader = { line(): Promise<string>; bytes(length: number): Promise<Buffer> };

/** Reads lines and bytes in turn. Each throws where the stream ends before. */
export function createReader(stream: Readable): Reader {
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let rest: Buffer = Buffer.alloc(0);
  async function next(): Promise<Buffer> {
    const { value, done } = await chunks.next();
    if (done) throw new Error('Expected more bytes but received the end');
    return value;
  }
  return {
    async line(): Promise<string> {
      while (!rest.includes('\n')) {
        if (rest.length > MAX_LINE) throw new Error(`Expected at most ${MAX_LINE} bytes for a line but received more`);
        rest = Buffer.concat([rest, await next()]);
      }
      const end = rest.indexOf('\n');
      const line = rest.toString('utf8', 0, end);
      rest = rest.subarray(end + 1);
      return line;
    },
    async bytes(length: number): Promise<Buffer> {
      const bytes = Buffer.allocUnsafeSlow(length + JPEG_SLACK).subarray(0, length);
      let received = 0;
      for (let chunk = rest; ; chunk = await next()) {
        const taken = chunk.copy(bytes, received);
        received += taken;
        rest = chunk.subarray(taken);
        if (received === length) return bytes;
      }
    },
  };
}
