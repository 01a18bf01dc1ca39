import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

type Manifest = { name: string; version: string; license?: string };
type Lockfile = { packages: Record<string, { integrity?: string }> };

/** A package whose code is in the zip: where its manifest is, and its place in the lockfile. */
type Contained = { folder: string; locked: string };

const licences = ({ license }: Manifest) => {
  if (!license) return {};
  return { licenses: [/^[\w.+-]+$/.test(license) ? { license: { id: license } } : { expression: license }] };
};

/** The lockfile has the sum of the archive that npm checked, in Base64; CycloneDX wants hexadecimal. */
const hashes = (integrity = '') => {
  const [, base64] = /^sha512-(.+)$/.exec(integrity) ?? [];
  return base64 ? { hashes: [{ alg: 'SHA-512', content: Buffer.from(base64, 'base64').toString('hex') }] } : {};
};

const purlOf = ({ name, version }: Manifest): string => `pkg:npm/${name.replace('@', '%40')}@${version}`;

/** What is linked into libvips, by the list that its package has. */
async function linkedInto(folder: string) {
  const text = await readFile(path.join(folder, 'versions.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return {};
  const versions: Record<string, string> = JSON.parse(text);
  return { components: Object.entries(versions).map(([name, version]) => ({ type: 'library', name, version })) };
}

async function componentOf({ folder, locked }: Contained, { packages }: Lockfile) {
  const manifest: Manifest = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
  const purl = purlOf(manifest);
  return {
    ...{ type: 'library', 'bom-ref': purl, name: manifest.name, version: manifest.version, purl },
    ...licences(manifest),
    ...hashes(packages[locked]?.integrity),
    ...(await linkedInto(folder)),
  };
}

/** The packages below a node_modules folder that brought their manifest: of the others only the licence was copied. */
async function withManifest(nodeModules: string): Promise<Contained[]> {
  const files = await readdir(nodeModules, { recursive: true });
  const folders = files.filter((file) => path.basename(file) === 'package.json').map((file) => path.dirname(file));
  return folders.map((folder) => ({
    folder: path.join(nodeModules, folder),
    locked: `node_modules/${folder.split(path.sep).join('/')}`,
  }));
}

/**
 * The software bill of materials of a zip, https://cyclonedx.org/docs/1.6/json/: the packages of which code is bundled, as
 * folders below `root`, those that lie beside the bundle, and what is linked into libvips. No clock and no chance: the same
 * zip has the same bill.
 */
export async function sbomOf(zip: { sha256: string; bundled: readonly string[]; directory: string; root: string }) {
  const { sha256, bundled, directory, root } = zip;
  const lockfile: Lockfile = JSON.parse(await readFile(path.join(root, 'package-lock.json'), 'utf8'));
  const contained = [
    ...bundled.map((locked) => ({ folder: path.join(root, locked), locked })),
    ...(await withManifest(path.join(directory, 'node_modules'))),
  ];
  const components = await Promise.all(contained.map((each) => componentOf(each, lockfile)));
  return {
    ...{ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1 },
    metadata: {
      component: {
        ...{ type: 'application', 'bom-ref': 'handler', name: 'image-pipeline-handler' },
        hashes: [{ alg: 'SHA-256', content: sha256 }],
      },
    },
    components: components.sort((a, b) => (a.purl < b.purl ? -1 : 1)),
  };
}
