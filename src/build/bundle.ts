import path from 'node:path';
import { build } from 'esbuild';
import { leaveOutUnused } from './leave-out-unused.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const ENTRY = path.join(import.meta.dirname, '../handler/index.ts');
/** The folder of a package in esbuild's name of a file. */
const PACKAGE = /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;

/** What the CommonJS modules in the bundle call for Node's own modules, and sharp for its native code. */
const REQUIRE = `import { createRequire as createRequireOfBundle } from 'node:module';
const require = createRequireOfBundle(import.meta.url);`;

/**
 * Bundles the handler with the SDK and the JavaScript of sharp into one ES module at `outfile`, for Node 24 as Lambda runs
 * it. The native code of sharp stays outside: it is loaded from the node_modules nearest to `outfile`. There is no source
 * map, it would only be larger than the code: the same commit gives the same bundle again, with one if need be. Returns the
 * folders of the packages of which code is in it.
 */
export async function bundleHandler({ outfile }: { outfile: string }): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [ENTRY],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'], // the SDK's ES modules, of which esbuild can drop what is not used
    banner: { js: REQUIRE },
    plugins: [leaveOutUnused],
    minify: true,
    legalComments: 'none',
    logLevel: 'silent', // what fails is thrown
    metafile: true,
    absWorkingDir: ROOT,
  });
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
  const folders = inputs.flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? (PACKAGE.exec(file) ?? []) : []));
  return [...new Set(folders)].sort();
}
