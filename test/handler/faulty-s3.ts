import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

export type Fault =
  /** Answers in the place of S3. */
  | ((response: ServerResponse) => void)
  /** S3 does what was asked, and its answer is lost. */
  | 'lost answer'
  /** S3 is not told of the condition. */
  | 'ignored condition'
  /** S3 is slow. */
  | { milliseconds: number }
  /** S3 hears of it after something else has happened. */
  | { after: Promise<unknown> };

/** An answer of S3 that is an error. */
export const s3Error =
  (status: number, code: string): Fault =>
  (response) =>
    response
      .writeHead(status, { 'content-type': 'application/xml' })
      .end(`<Error><Code>${code}</Code><Message>no</Message></Error>`);

/**
 * A real server before the S3 at `url` that misbehaves: `choose` names the fault of a request, or none. Returns its own address.
 */
export async function startFaultyS3(
  t: Pick<TestContext, 'after'>,
  url: string,
  choose: (request: IncomingMessage) => Fault | undefined,
): Promise<string> {
  const server = createServer(async (incoming, response) => {
    const fault = choose(incoming);
    if (typeof fault === 'function') return incoming.resume().on('end', () => fault(response));
    if (typeof fault === 'object') await ('after' in fault ? fault.after : sleep(fault.milliseconds));
    const headers = { ...incoming.headers };
    if (fault === 'ignored condition') {
      delete headers['if-match'];
      delete headers['if-none-match'];
    }
    const outgoing = request(url + incoming.url, { method: incoming.method ?? 'GET', headers, agent: false });
    outgoing.on('error', () => response.destroy());
    outgoing.on('response', (answer) => {
      if (fault === 'lost answer') return answer.resume().on('end', () => response.destroy());
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      return answer.pipe(response);
    });
    return incoming.pipe(outgoing);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
