import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { crc32 } from 'node:zlib';

export type MemoryS3 = {
  url: string;
  /** What GET answers for every key that ends in `/name`. */
  serve(name: string, bytes: Buffer): void;
  /** Bytes of what is served under a name; throws where there is nothing. */
  sizeOf(name: string): number;
  /** What was put last under a key that begins with `prefix`. */
  written(prefix: string): Buffer | undefined;
  /** Milliseconds before each answer. */
  delay: number;
  /** Of what was put, all or what is under keys that begin with `prefix`. */
  forget(prefix?: string): void;
  close(): Promise<void>;
};

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/**
 * As much of S3 as a function needs that gets one object and puts another, out of memory: so little work that what is
 * measured is the function, and of the same speed for all. It keeps the conditions of PutObject. What S3 itself does is
 * known by the local run's S3 and by its tests; nothing is shown about that here.
 */
export async function startMemoryS3(): Promise<MemoryS3> {
  const uploads = new Map<string, { bytes: Buffer; checksum: string }>();
  const objects = new Map<string, Buffer>();
  const server = createServer(async (request, response) => {
    const key = decodeURIComponent((request.url ?? '').replace(/\?.*$/, ''));
    const body = await bodyOf(request);
    if (s3.delay > 0) await sleep(s3.delay);
    const upload = uploads.get(key.slice(key.lastIndexOf('/') + 1));
    if (request.method === 'PUT') {
      const { 'if-none-match': absent, 'if-match': etag } = request.headers;
      const isThere = objects.has(key);
      if (etag !== undefined || (absent !== undefined && isThere)) return response.writeHead(412).end();
      objects.set(key, body);
      return response.writeHead(200, { etag: '"1"' }).end();
    }
    // Without a length Node would close the connection, which S3 keeps.
    if (request.method !== 'GET' || upload === undefined) return response.writeHead(404, { 'content-length': 0 }).end();
    const { bytes, checksum } = upload;
    return response
      .writeHead(200, {
        'content-length': bytes.length,
        'last-modified': 'Mon, 23 Nov 2026 10:00:00 GMT',
        etag: '"1"',
        // As of what an SDK has put: whoever asks for it has to reckon it up.
        ...(request.headers['x-amz-checksum-mode'] === 'ENABLED' && { 'x-amz-checksum-crc32': checksum }),
      })
      .end(bytes);
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const s3: MemoryS3 = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    delay: 0,
    serve(name, bytes) {
      const checksum = Buffer.alloc(4);
      checksum.writeUInt32BE(crc32(bytes));
      uploads.set(name, { bytes, checksum: checksum.toString('base64') });
    },
    sizeOf(name) {
      const upload = uploads.get(name);
      if (upload === undefined) throw new Error(`Expected an upload named ${name} but there is none`);
      return upload.bytes.length;
    },
    written: (prefix) => objects.get([...objects.keys()].findLast((key) => key.startsWith(prefix)) ?? ''),
    forget(prefix = '') {
      for (const key of objects.keys()) if (key.startsWith(prefix)) objects.delete(key);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return s3;
}
