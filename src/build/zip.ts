import { zipSync } from 'fflate';

/** The first moment that a zip can tell. fflate writes the local time of a Date, so it is given in local time. */
const FIRST_MOMENT = new Date(1980, 0, 1);

/** Made on Unix: the upper half of the attributes is then the mode, a regular file that everybody may read. */
const UNIX = 3;
const READABLE_FILE = (0o100_644 << 16) >>> 0;

/** Of 0 to 9. The last takes a third longer, and makes libvips two kilobytes larger. */
const LEVEL = 8;

/** Fixed, as the default depends on the size by way of a logarithm; 12 gives the smallest files. */
const MEMORY_LEVEL = 12;

/**
 * A zip of files by path, with `/`: the same bytes for the same files on any machine and in any order. It is compressed in
 * JavaScript, because the zlib in Node differs between its builds.
 */
export function zip(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const entries = [...files].toSorted(([one], [other]) => (one < other ? -1 : 1));
  return zipSync(Object.fromEntries(entries), {
    level: LEVEL,
    mem: MEMORY_LEVEL,
    mtime: FIRST_MOMENT,
    os: UNIX,
    attrs: READABLE_FILE,
  });
}
