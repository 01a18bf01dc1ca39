import { createHash } from 'node:crypto';
import { closeSync, openSync, writevSync } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { releaseRead } from '../../shared/release.ts';
import { decodeAwsChunked } from './aws-chunked.ts';
import type { Call } from './call.ts';
import {
  assertChecksumValue,
  type Checksum,
  type ChecksumAlgorithm,
  checksumHeader,
  type DeclaredChecksum,
  declaredChecksum,
  startChecksum,
} from './checksums.ts';
import { notImplemented, S3Error } from './errors.ts';
import { header } from './request.ts';
import { newFile, type Store, type StoredBody } from './store.ts';

/** What is known of bytes that went through. */
type Received = { size: number; md5: Buffer; checksum?: Checksum };

/** Counts and hashes bytes as they go by. */
function startDigests(algorithm: ChecksumAlgorithm | undefined): {
  update(chunk: Buffer): void;
  received(): Received;
} {
  const md5 = createHash('md5');
  const running = algorithm === undefined ? undefined : startChecksum(algorithm);
  let size = 0;
  return {
    update(chunk) {
      size += chunk.length;
      md5.update(chunk);
      running?.update(chunk);
    },
    received() {
      const value = running?.digest().toString('base64');
      if (algorithm === undefined || value === undefined) return { size, md5: md5.digest() };
      return { size, md5: md5.digest(), checksum: { algorithm, value, type: 'FULL_OBJECT' } };
    },
  };
}

// The largest body of one request. Source: S3 User Guide, "Uploading objects".
const MAX_BODY_BYTES = 5 * 1024 ** 3;

/** True if the payload comes in the aws-chunked encoding, in which it may bring a checksum behind it. */
const isAwsChunked = (headers: IncomingHttpHeaders): boolean =>
  (header(headers, 'x-amz-content-sha256') ?? '').startsWith('STREAMING-') ||
  /\baws-chunked\b/.test(header(headers, 'content-encoding') ?? '');

/** The length that the payload is declared to have. Throws where S3 would want one. */
function declaredLength(headers: IncomingHttpHeaders): number {
  const chunked = isAwsChunked(headers);
  if (!chunked && headers['transfer-encoding'] !== undefined) throw notImplemented('the header Transfer-Encoding');
  const text = header(headers, chunked ? 'x-amz-decoded-content-length' : 'content-length');
  if (text === undefined) throw new S3Error('MissingContentLength', 'You must provide the Content-Length HTTP header.');
  const length = Number(text);
  if (!/^\d+$/.test(text)) throw new S3Error('InvalidArgument', `Expected a length but received ${text}`);
  if (length <= MAX_BODY_BYTES) return length;
  throw new S3Error('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', {
    details: { ProposedSize: text, MaxSizeAllowed: String(MAX_BODY_BYTES) },
  });
}

/** The payload's MD5 by Content-MD5. Throws InvalidDigest for what is none. */
function declaredMd5(headers: IncomingHttpHeaders): Buffer | undefined {
  const text = header(headers, 'content-md5');
  if (text === undefined) return undefined;
  const md5 = Buffer.from(text, 'base64');
  if (md5.length !== 16) throw new S3Error('InvalidDigest', 'The Content-MD5 you specified was invalid.');
  return md5;
}

// DeleteObjects: 1,000 keys of 1,024 bytes, in XML. Nothing else that is read into memory is as long.
const MAX_TEXT_BYTES = 8 * 1024 ** 2;

const badDigest = (name: string): S3Error =>
  new S3Error('BadDigest', `The ${name} you specified did not match the calculated checksum.`);

/**
 * Reads the request's payload into `sink` and checks it against everything that the request declares of it: length,
 * Content-MD5, SHA-256 of the payload, checksum in a header or a trailer. Throws without having said that it is good.
 */
async function receive(call: Call, sink: (chunk: Buffer) => unknown, extra?: ChecksumAlgorithm): Promise<Received> {
  const { headers } = call;
  const length = declaredLength(headers);
  const expectedMd5 = declaredMd5(headers);
  const declared = declaredChecksum(headers);
  const expectedSha256 = /^[0-9a-f]{64}$/.exec(header(headers, 'x-amz-content-sha256') ?? '')?.[0];
  const digests = startDigests(declared?.algorithm ?? extra);
  const sha256 = expectedSha256 === undefined ? undefined : createHash('sha256');
  const trailers = new Map<string, string>();
  let size = 0;
  for await (const chunk of isAwsChunked(headers) ? decodeAwsChunked(call.incoming, trailers) : call.incoming) {
    size += chunk.length;
    if (size > length) break;
    digests.update(chunk);
    sha256?.update(chunk);
    await sink(chunk);
  }
  if (size !== length) {
    throw new S3Error('IncompleteBody', 'You did not provide the number of bytes specified by the HTTP header.');
  }
  const received = digests.received();
  if (expectedMd5 !== undefined && !expectedMd5.equals(received.md5)) throw badDigest('Content-MD5');
  if (sha256 !== undefined && sha256.digest('hex') !== expectedSha256) {
    throw new S3Error(
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
  }
  if (declared !== undefined) assertChecksum(declared, trailers, received.checksum?.value);
  return received;
}

function assertChecksum(
  { algorithm, value }: DeclaredChecksum,
  trailers: ReadonlyMap<string, string>,
  computed: string | undefined,
): void {
  const promised = value ?? trailers.get(checksumHeader(algorithm));
  if (promised === undefined) {
    throw new S3Error('MalformedTrailerError', `Expected the trailer ${checksumHeader(algorithm)} but received none.`);
  }
  if (assertChecksumValue(algorithm, promised) !== computed) throw badDigest(algorithm);
}

/** What is written at once: each write waits for a thread, which takes longer than what a socket gives at a time. */
const WRITE_BYTES = 1024 ** 2;

/** Writes a new file of the store with `write`. What fails leaves no file. */
async function toFile(
  store: Store,
  write: (append: (chunk: Buffer) => Promise<void>) => Promise<Received>,
): Promise<StoredBody> {
  const file = newFile(store);
  let handle: FileHandle | undefined;
  let held: Buffer[] = [];
  let heldBytes = 0;
  const flush = async (): Promise<void> => {
    const [chunks, bytes] = [held, heldBytes];
    [held, heldBytes] = [[], 0];
    handle ??= await open(file, 'wx');
    const { bytesWritten } = await handle.writev(chunks);
    assertWritten(file, bytesWritten, bytes);
    chunks.forEach(releaseRead);
  };
  try {
    const received = await write(async (chunk) => {
      held.push(chunk);
      heldBytes += chunk.length;
      if (heldBytes >= WRITE_BYTES) await flush();
    });
    if (handle) await flush();
    else writeInOneTurn(file, held, heldBytes);
    return { file, ...received };
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  } finally {
    await handle?.close();
  }
}

function assertWritten(file: string, written: number, bytes: number): void {
  if (written !== bytes) throw new Error(`Expected ${bytes} bytes to be written to ${file} but ${written} were`);
}

/** Writes what is less than would be written at once: to wait for three threads takes longer. */
function writeInOneTurn(file: string, chunks: Buffer[], bytes: number): void {
  const fd = openSync(file, 'wx');
  try {
    assertWritten(file, writevSync(fd, chunks), bytes);
    chunks.forEach(releaseRead);
  } finally {
    closeSync(fd);
  }
}

/** Streams the payload into a new file of the store. A payload that is refused leaves no file. */
export const receiveFile = (call: Call, algorithm?: ChecksumAlgorithm): Promise<StoredBody> =>
  toFile(call.store, (append) => receive(call, append, algorithm));

/** Writes bytes that S3 has already into a new file of the store, with their checksum where one is named. */
export const storeFile = (
  store: Store,
  source: AsyncIterable<Buffer>,
  algorithm: ChecksumAlgorithm | undefined,
): Promise<StoredBody> =>
  toFile(store, async (append) => {
    const digests = startDigests(algorithm);
    for await (const chunk of source) {
      digests.update(chunk);
      await append(chunk);
    }
    return digests.received();
  });

/** Reads a small payload as text; an absent one is empty. */
export async function receiveText(call: Call): Promise<string> {
  const { headers } = call;
  if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) return '';
  if (declaredLength(headers) > MAX_TEXT_BYTES) {
    throw new S3Error('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size');
  }
  const chunks: Buffer[] = [];
  await receive(call, (chunk) => chunks.push(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
