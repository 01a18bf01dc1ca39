import path from 'node:path';
import { build } from 'esbuild';

const ENTRY = path.join(import.meta.dirname, '../handler/index.ts');

/**
 * Bundles the handler with the SDK into one ES module at `outfile`, for Node 24 as Lambda runs it. sharp stays outside: it
 * loads native code by paths of its own, from the node_modules nearest to `outfile`. There is no source map, it would only
 * be larger than the code: the same commit gives the same bundle again, with one if need be.
 */
export async function bundleHandler({ outfile }: { outfile: string }): Promise<void> {
  await build({
    entryPoints: [ENTRY],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'], // the SDK's ES modules, of which esbuild can drop what is not used
    external: ['sharp'],
    minify: true,
    legalComments: 'none',
    logLevel: 'silent', // what fails is thrown
  });
}
