import { pathToFileURL } from 'node:url';
import type { Context } from 'aws-lambda';

/** What the parent sends for one invocation. */
export type InvocationRequest = {
  event: unknown;
  awsRequestId: string;
  /** When the invocation has to be over, in milliseconds since 1970. */
  deadline: number;
};

/** What this process answers: once after loading the bundle, then once for each invocation. */
export type InvocationAnswer = { ready: true } | { response: string } | { error: string };

type Handler = (event: unknown, context: Context) => unknown;

const describe = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : `Error: ${String(error)}`;

const answer = (message: InvocationAnswer): void => {
  process.send?.(message);
};

const variable = (name: string): string => process.env[name] ?? '';

const context = (request: InvocationRequest): Context => ({
  callbackWaitsForEmptyEventLoop: true,
  functionName: variable('AWS_LAMBDA_FUNCTION_NAME'),
  functionVersion: variable('AWS_LAMBDA_FUNCTION_VERSION'),
  invokedFunctionArn: variable('AWS_LAMBDA_FUNCTION_NAME'),
  memoryLimitInMB: variable('AWS_LAMBDA_FUNCTION_MEMORY_SIZE'),
  awsRequestId: request.awsRequestId,
  logGroupName: variable('AWS_LAMBDA_LOG_GROUP_NAME'),
  logStreamName: variable('AWS_LAMBDA_LOG_STREAM_NAME'),
  getRemainingTimeInMillis: () => Math.max(0, request.deadline - Date.now()),
  // Lambda's runtime for Node 24 has no callbacks any more, and the type still asks for them.
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
});

async function loadHandler(bundle: string, name: string): Promise<Handler> {
  const module: Record<string, unknown> = await import(pathToFileURL(bundle).href);
  const handler = module[name];
  if (typeof handler !== 'function')
    throw new Error(`Expected ${bundle} to export ${name} but received ${typeof handler}`);
  return handler as Handler;
}

async function invoke(handler: Handler, request: InvocationRequest): Promise<InvocationAnswer> {
  try {
    // A handler that returns nothing answers null. What JSON cannot hold is an error of the function, as in Lambda.
    return { response: JSON.stringify((await handler(request.event, context(request))) ?? null) };
  } catch (error) {
    return { error: describe(error) };
  }
}

const [bundle = '', name = ''] = process.argv.slice(2);
// Ctrl-C reaches the whole process group; the parent ends this process when it is time.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit());
try {
  const handler = await loadHandler(bundle, name);
  process.on('message', async (request: InvocationRequest) => answer(await invoke(handler, request)));
  answer({ ready: true });
} catch (error) {
  answer({ error: describe(error) });
}
