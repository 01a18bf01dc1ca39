import { S3Error } from './errors.ts';

// A chunk's header is its size in hexadecimal and at most a signature of 64 digits; a trailer is a name and a checksum.
const MAX_LINE_BYTES = 1024;
const EMPTY = Buffer.alloc(0);

const malformed = (): S3Error =>
  new S3Error('IncompleteBody', 'The request body terminated unexpectedly or is not in the aws-chunked encoding.');

/**
 * Takes the aws-chunked encoding off a body: yields the payload, and puts the trailers, names in lower case, into
 * `trailers` once the payload is through. Chunk and trailer signatures are skipped, not verified.
 * Throws IncompleteBody when the encoding is broken or the last chunk is missing.
 */
export async function* decodeAwsChunked(
  source: AsyncIterable<Buffer>,
  trailers: Map<string, string>,
): AsyncGenerator<Buffer> {
  const reader = source[Symbol.asyncIterator]();
  let buffer: Buffer = EMPTY;
  const more = async (): Promise<void> => {
    const next = await reader.next();
    if (next.done) throw malformed();
    buffer = buffer.length === 0 ? next.value : Buffer.concat([buffer, next.value]);
  };
  const line = async (): Promise<string> => {
    for (;;) {
      const end = buffer.indexOf('\r\n');
      if (end < 0 && buffer.length > MAX_LINE_BYTES) throw malformed();
      if (end >= 0) {
        const text = buffer.toString('latin1', 0, end);
        buffer = buffer.subarray(end + 2);
        return text;
      }
      await more();
    }
  };
  for (;;) {
    const size = /^([0-9a-f]{1,10})(;.*)?$/i.exec(await line())?.[1];
    if (size === undefined) throw malformed();
    let remaining = Number.parseInt(size, 16);
    if (remaining === 0) break;
    while (remaining > 0) {
      if (buffer.length === 0) await more();
      const piece = buffer.subarray(0, remaining);
      buffer = buffer.subarray(piece.length);
      remaining -= piece.length;
      yield piece;
    }
    if ((await line()) !== '') throw malformed();
  }
  for (let text = await line(); text !== ''; text = await line()) {
    const colon = text.indexOf(':');
    if (colon < 0) throw malformed();
    trailers.set(text.slice(0, colon).trim().toLowerCase(), text.slice(colon + 1).trim());
  }
  const rest = await reader.next();
  if (buffer.length > 0 || !rest.done) throw malformed();
}
