import { fileURLToPath } from 'node:url';
import { isChild, renderForParent } from './child/child.ts';
import type { Handler } from './function.ts';

async function start(): Promise<Handler> {
  // A child has neither the environment of the function nor a use for the SDK: nothing of that is loaded.
  if (isChild(process.argv)) return renderForParent(process.argv);
  const { createHandler } = await import('./function.ts');
  return createHandler(process.env, fileURLToPath(import.meta.url));
}

/** The function: an SQS batch of S3 events in, the records that failed or were given back out. */
export const handler: Handler = await start();
