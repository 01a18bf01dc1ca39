import { FileError } from './file-error.ts';
import { UserError } from './user-error.ts';

type Known = { name: string; code: string; message: string; status?: number; bucketRegion?: string };

/** What the SDK keeps of an answer. */
type Answered = { $metadata?: { httpStatusCode?: number }; $response?: { headers?: Record<string, string> } };

function known(error: Error & Answered): Known {
  const status = error.$metadata?.httpStatusCode;
  const bucketRegion = error.$response?.headers?.['x-amz-bucket-region'];
  return {
    name: error.name,
    // Node joins the attempts at several addresses into one error without a message.
    code: 'code' in error ? String(error.code) : '',
    message: error.message,
    ...(status !== undefined && { status }),
    ...(bucketRegion !== undefined && { bucketRegion }),
  };
}

const SIGN_IN = 'sign in (aws sso login, or aws configure), or choose another profile by AWS_PROFILE';

/** In order: the first that fits speaks. */
const SENTENCES: readonly [fits: (error: Known) => boolean, say: (error: Known, where: string) => string][] = [
  [
    ({ name, code }) =>
      /^(ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPROTO)$/.test(code) ||
      name === 'TimeoutError',
    ({ code, message }, where) =>
      `Expected an endpoint that answers at ${where} but received ${[code, message].filter(Boolean).join(': ')}: is it running, and do the AWS_ENDPOINT_URL variables and the Region say where it is?`,
  ],
  [
    ({ name, message }) => /Expired|^TokenRefreshRequired/.test(name) || /SSO.*(expired|invalid)/i.test(message),
    () => `The AWS credentials have expired: ${SIGN_IN}`,
  ],
  [
    ({ name }) => /^(CredentialsProviderError|ProviderError)$/.test(name),
    ({ message }) => `Expected AWS credentials but found none (${message}): ${SIGN_IN}`,
  ],
  [
    ({ name }) =>
      /^(InvalidClientTokenId|UnrecognizedClient.*|InvalidAccessKeyId|SignatureDoesNotMatch|InvalidSignature.*|IncompleteSignature|AuthFailure|InvalidToken.*)$/.test(
        name,
      ),
    ({ name }) => `AWS does not know these credentials (${name}): ${SIGN_IN}`,
  ],
  [
    ({ message }) => /^Region is missing/.test(message),
    () => 'Expected a Region but found none: give --region, or set AWS_REGION',
  ],
  [
    // The answer to a HeadObject has no body that would name the error.
    ({ name, status, bucketRegion }) =>
      /^(PermanentRedirect|AuthorizationHeaderMalformed)$/.test(name) ||
      (name === 'Unknown' && bucketRegion !== undefined && (status === 301 || status === 400)),
    ({ bucketRegion = 'another Region' }, where) =>
      `Expected a bucket in ${where} but it is in ${bucketRegion}: give its Region by --region, or set AWS_REGION`,
  ],
  [
    ({ name }) => /QueueDoesNotExist|NonExistentQueue/.test(name),
    (_, where) => `Expected a queue of that URL in ${where} but there is none: check the name and --region`,
  ],
  [
    ({ name }) => name === 'NoSuchBucket',
    (_, where) => `Expected a bucket of that name in ${where} but there is none: check the name and the account`,
  ],
  [
    ({ name }) => /^AccessDenied|^UnauthorizedOperation|^403$/.test(name),
    ({ message }) => `AWS denies it to these credentials: ${message}`,
  ],
];

/** One line for what a person can put right; undefined for what is ours, and keeps its stack. */
export function sentenceOf(error: unknown, where: string): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof UserError || error instanceof FileError) return error.message;
  const facts = known(error);
  const [, say] = SENTENCES.find(([fits]) => fits(facts)) ?? [];
  if (say) return say(facts, where);
  return '$fault' in error ? `${where} answered ${facts.name}: ${facts.message}` : undefined;
}
