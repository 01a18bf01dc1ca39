type LockedPackage = {
  version: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
};

export type Lockfile = { lockfileVersion: number; packages: Record<string, LockedPackage> };

/**
 * The part of a lockfile (version 3) that sharp needs, for every platform, with the same versions and hashes, and a
 * package.json that it fits: npm can then install sharp alone, for another machine than this.
 */
export function sharpLockfile(lockfile: Lockfile): { manifest: object; lockfile: object } {
  const packages: Record<string, LockedPackage> = {};

  const add = (from: string, name: string): void => {
    const at = locationOf(lockfile, from, name);
    const found = lockfile.packages[at];
    if (!found) throw new Error(`Expected ${name} in the lockfile but received none`);
    if (packages[at]) return;
    packages[at] = found;
    for (const next of Object.keys({ ...found.dependencies, ...found.optionalDependencies })) add(at, next);
  };
  add('', 'sharp');

  const { version } = packages['node_modules/sharp'] as LockedPackage;
  const manifest = { name: 'sharp-for-lambda', version: '0.0.0', private: true, dependencies: { sharp: version } };
  return { manifest, lockfile: { ...manifest, lockfileVersion: 3, packages: { '': manifest, ...packages } } };
}

/** As Node resolves: in the package's own node_modules first, then outwards. */
function locationOf(lockfile: Lockfile, from: string, name: string): string {
  const inside = `${from === '' ? '' : `${from}/`}node_modules/${name}`;
  if (from === '' || lockfile.packages[inside]) return inside;
  const parent = from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/')));
  return locationOf(lockfile, parent, name);
}
