import { S3Error } from './errors.ts';

// A chunk's header is its size in hexadecimal and at most a signature of 64 digits; a trailer is a name and a checksum.
const MAX_LINE_BYTES = 1024;
const EMPTY = Buffer.alloc(0);

const malformed = (): S3Error =>
  new S3Error('IncompleteBody', 'The request body terminated unexpectedly or is not in the aws-chunked encoding.');

type Reader = {
  /** The text up to the next line break. */
  line(): Promise<string>;
  /** At least one byte and at most so many. */
  take(most: number): Promise<Buffer>;
  isAtEnd(): Promise<boolean>;
  close(): Promise<unknown>;
};

function startReader(source: AsyncIterable<Buffer>): Reader {
  const chunks = source[Symbol.asyncIterator]();
  let buffer: Buffer = EMPTY;
  async function more(): Promise<void> {
    const next = await chunks.next();
    if (next.done) throw malformed();
    buffer = buffer.length === 0 ? next.value : Buffer.concat([buffer, next.value]);
  }
  return {
    async line() {
      let end = buffer.indexOf('\r\n');
      while (end < 0) {
        if (buffer.length > MAX_LINE_BYTES) throw malformed();
        await more();
        end = buffer.indexOf('\r\n');
      }
      const text = buffer.toString('latin1', 0, end);
      buffer = buffer.subarray(end + 2);
      return text;
    },
    async take(most) {
      while (buffer.length === 0) await more();
      const piece = buffer.subarray(0, most);
      buffer = buffer.subarray(piece.length);
      return piece;
    },
    isAtEnd: async () => buffer.length === 0 && (await chunks.next()).done === true,
    close: async () => chunks.return?.(),
  };
}

/**
 * Takes the aws-chunked encoding off a body: yields the payload, and puts the trailers, names in lower case, into
 * `trailers` once the payload is through. Chunk and trailer signatures are skipped, not verified.
 * Throws IncompleteBody when the encoding is broken or the last chunk is missing.
 */
export async function* decodeAwsChunked(
  source: AsyncIterable<Buffer>,
  trailers: Map<string, string>,
): AsyncGenerator<Buffer> {
  const reader = startReader(source);
  try {
    for (;;) {
      const size = /^([0-9a-f]{1,10})(;.*)?$/i.exec(await reader.line())?.[1];
      if (size === undefined) throw malformed();
      let remaining = Number.parseInt(size, 16);
      if (remaining === 0) break;
      while (remaining > 0) {
        const piece = await reader.take(remaining);
        remaining -= piece.length;
        yield piece;
      }
      if ((await reader.line()) !== '') throw malformed();
    }
    for (let text = await reader.line(); text !== ''; text = await reader.line()) {
      const colon = text.indexOf(':');
      if (colon < 0) throw malformed();
      trailers.set(text.slice(0, colon).trim().toLowerCase(), text.slice(colon + 1).trim());
    }
    if (!(await reader.isAtEnd())) throw malformed();
  } finally {
    await reader.close();
  }
}
