import type { IncomingMessage } from 'node:http';
import { S3Error } from './errors.ts';

/**
 * A request's body, which fails with RequestTimeout when nothing comes for that long, and with IncompleteBody when the
 * connection ends before the body does. Leaving it half read leaves the connection open for the answer.
 */
export async function* readIncoming(
  request: IncomingMessage,
  { onStart, idleMilliseconds }: { onStart: () => void; idleMilliseconds: number },
): AsyncGenerator<Buffer> {
  onStart();
  const chunks: AsyncIterator<Buffer> = request.iterator({ destroyOnReturn: false });
  let timer: NodeJS.Timeout | undefined;
  try {
    const idle = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(
          new S3Error(
            'RequestTimeout',
            'Your socket connection to the server was not read from or written to within the timeout period.',
            {
              headers: { connection: 'close' },
            },
          ),
        );
      }, idleMilliseconds);
    });
    for (;;) {
      const next = await Promise.race([chunks.next().catch(connectionEnded), idle]);
      if (next.done) return;
      timer?.refresh();
      yield next.value;
    }
  } finally {
    clearTimeout(timer);
  }
}

function connectionEnded(): never {
  throw new S3Error('IncompleteBody', 'The connection ended before the number of bytes specified by the HTTP header.');
}
