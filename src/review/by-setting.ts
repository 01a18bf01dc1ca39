/** Something found under some of the settings that were looked at: `defaults` and the deployments. */
export type Under<T> = T & { under: string[] };

/** What was found under several settings once, with their names, in the order in which it was first found. */
export function merged<T extends object>(
  found: readonly { setting: string; items: readonly T[] }[],
  keyOf: (item: T) => string,
): Under<T>[] {
  const known = new Map<string, Under<T>>();
  for (const { setting, items } of found)
    for (const item of items) {
      const key = keyOf(item);
      const same = known.get(key);
      if (!same) known.set(key, { ...item, under: [setting] });
      else if (!same.under.includes(setting)) same.under.push(setting);
    }
  return [...known.values()];
}
