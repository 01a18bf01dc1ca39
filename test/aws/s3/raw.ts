import { type IncomingHttpHeaders, request } from 'node:http';

/** An answer as it came over the wire. */
export type RawAnswer = { status: number; headers: IncomingHttpHeaders; body: string };

const CREDENTIALS =
  'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0';

/** Sends what no SDK would: the path goes out as it is. */
export const raw = (
  url: string,
  {
    method = 'GET',
    path,
    headers = {},
    body = '',
  }: { method?: string; path: string; headers?: Record<string, string>; body?: string | Buffer },
): Promise<RawAnswer> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const length =
      headers['transfer-encoding'] === undefined ? { 'content-length': String(Buffer.byteLength(body)) } : {};
    const call = request({
      hostname,
      port,
      method,
      path,
      headers: { authorization: CREDENTIALS, ...length, ...headers },
      agent: false,
    });
    call.once('error', reject);
    call.once('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part) => {
        text += part;
      });
      response.once('error', reject);
      response.once('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    });
    call.end(body);
  });

/** The code of an error answer. */
export const codeOf = ({ body }: RawAnswer): string => /<Code>(.*?)<\/Code>/.exec(body)?.[1] ?? '';
