import { release } from './release.ts';

/**
 * Bytes with one owner, which may change them and has to free them. Throws where they are used after they were handed
 * over or freed: their memory may be empty, or hold another picture, by then.
 */
export type OwnedBytes = {
  /** Lends the bytes to what keeps no reference to them. */
  read(): Buffer;
  /** Hands the bytes over to another owner. This one can no longer use them. */
  take(): OwnedBytes;
  /** Frees the memory at once: see release. Does nothing where the bytes were handed over or freed before. */
  free(): void;
};

export function ownedBytes(bytes: Buffer): OwnedBytes {
  let owned: Buffer | undefined = bytes;
  let end = '';
  const read = (): Buffer => {
    if (owned === undefined) throw new Error(`Expected bytes that are still owned but received some that were ${end}`);
    return owned;
  };
  const give = (how: string): Buffer => {
    const given = read();
    [owned, end] = [undefined, how];
    return given;
  };
  return {
    read,
    take: () => ownedBytes(give('handed over')),
    free() {
      if (owned !== undefined) release(give('freed'));
    },
  };
}
