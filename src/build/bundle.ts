import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { build, type Plugin } from 'esbuild';

/** What sharp and the SDK read of their manifests. */
const READ_OF_MANIFEST = ['name', 'version', 'config', 'engines', 'optionalDependencies'];

/** Lambda gives the credentials of the role as environment variables: of the SDK's chain, the first link. */
const FROM_ENVIRONMENT = `export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';`;

/**
 * The names of a schema's constants in the place of computed keys: `{ [_xN]: 1 }` may run code, as far as a bundler knows, so
 * that the schemas of all hundred operations would stay.
 */
function nameKeys(schemas: string): string {
  const names = new Map([...schemas.matchAll(/^const (_\w+) = ("[^"]*");$/gm)].map(([, name, text]) => [name, text]));
  return schemas.replace(/\[(_\w+)\]:/g, (key, name) => (names.has(name) ? `${names.get(name)}:` : key));
}

/**
 * Leaves out of the bundle what the function never uses: a third of it, and of the time that it takes to start.
 * test/build/bundle.test.ts tells when a new version of the SDK has made one of these find nothing.
 */
const leaveOutUnused: Plugin = {
  name: 'leave-out-unused',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, ({ resolveDir }) => ({
      path: 'credentials',
      namespace: 'leave-out-unused',
      pluginData: resolveDir,
    }));
    onLoad({ filter: /^credentials$/, namespace: 'leave-out-unused' }, ({ pluginData }) => ({
      contents: FROM_ENVIRONMENT,
      resolveDir: pluginData,
    }));
    onLoad({ filter: /client-s3[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/ }, async ({ path }) => ({
      contents: nameKeys(await readFile(path, 'utf8')),
    }));
    onLoad({ filter: /(sharp|client-s3)[\\/]package\.json$/ }, async ({ path }) => {
      const manifest: Record<string, unknown> = JSON.parse(await readFile(path, 'utf8'));
      const read = Object.entries(manifest).filter(([name]) => READ_OF_MANIFEST.includes(name));
      return { contents: JSON.stringify(Object.fromEntries(read)), loader: 'json' };
    });
  },
};

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
