/** What the values of a key are; `epoch` is a time in seconds, for which date and numeric operators work alike. */
export type KeyType = 'string' | 'arn' | 'bool' | 'numeric' | 'date' | 'epoch' | 'ip';

/** A condition key as AWS documents it. */
export type ConditionKey = {
  /** As AWS writes it; a policy may write it in any case. */
  name: string;
  type: KeyType;
  /** A request can hold several values: a condition on it needs ForAllValues or ForAnyValue. */
  multivalued?: true;
  /** AWS puts it into every request, so that a request without it is incomplete and not one where it is absent. */
  always?: true;
  /** Stands only in policies of identities. */
  identityOnly?: true;
};

/** What is known of keys, by name. A name that ends in `/` or `:` stands for every key that begins with it. */
export type KeyTable = Readonly<Record<string, Omit<ConditionKey, 'name'>>>;

const FAMILY = /[/:]$/;

/** Finds a key, whatever its case; undefined when no table knows it. */
export function findKey(name: string, tables: readonly KeyTable[]): ConditionKey | undefined {
  const wanted = name.toLowerCase();
  for (const table of tables)
    for (const [known, key] of Object.entries(table)) {
      const own = known.toLowerCase();
      const isFamily = FAMILY.test(own);
      if (own === wanted && !isFamily) return { ...key, name: known };
      if (isFamily && wanted.startsWith(own) && wanted.length > own.length)
        return { ...key, name: known + name.slice(known.length) };
    }
  return undefined;
}
