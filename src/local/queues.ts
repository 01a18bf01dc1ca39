import { buildApp } from 'fauxqs';

/** An SQS endpoint in this process, on 127.0.0.1 alone. */
export type QueueServer = { url: string; close(): Promise<void> };

const isSqs = (method: string, path: string, contentType: string | undefined): boolean =>
  method === 'POST' && path === '/' && contentType?.startsWith('application/x-amz-json-1.0') === true;

/**
 * Starts an embedded SQS on a free port. fauxqs brings an S3 and an SNS as well, which keep neither versions nor
 * conditions: they are shut off with 501, so that nothing can take them for the ones of the run.
 */
export async function startQueues(region: string): Promise<QueueServer> {
  const app = buildApp({ logger: false, defaultRegion: region });
  app.addHook('onRequest', (request, reply, done) => {
    if (isSqs(request.method, request.url, request.headers['content-type'])) done();
    else
      reply.status(501).send({
        __type: 'NotImplemented',
        message: `Expected a request to SQS but received ${request.method} ${request.url}`,
      });
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return { url, close: () => app.close() };
}
