import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

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
export const leaveOutUnused: Plugin = {
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
