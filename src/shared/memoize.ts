/** A Map or a WeakMap. */
type Known<Key, Value> = {
  get(key: Key): Value | undefined;
  has(key: Key): boolean;
  set(key: Key, value: Value): unknown;
};

/** What is known under a key, made first where nothing is: Map.prototype.getOrInsertComputed, which Node 24 has not. */
export function remembered<Key, Value>(known: Known<Key, Value>, key: Key, make: (key: Key) => NoInfer<Value>): Value {
  const found = known.get(key);
  if (found !== undefined || known.has(key)) return found as Value;
  const made = make(key);
  known.set(key, made);
  return made;
}
