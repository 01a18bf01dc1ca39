import { fileURLToPath } from 'node:url';
import { createHandler, type Handler } from './function.ts';
import { isChild, renderForParent } from './isolation/child.ts';

/**
 * The function: an SQS batch of S3 events in, the records that failed or were given back out. A child has neither the
 * environment of the function nor a use for the SDK. The SDK is loaded all the same: a dynamic import would keep the
 * bundler from leaving out its unused parts, which take longer to load.
 */
export const handler: Handler = isChild(process.argv)
  ? await renderForParent(process.argv)
  : createHandler(process.env, fileURLToPath(import.meta.url));
