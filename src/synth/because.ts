const REASON = Symbol('reason');

type Reasoned = { [REASON]: string; value: unknown; toJSON(): unknown };

/**
 * A value with the reason for it, which toYaml writes as a comment above the property, or the item of a list. Everything
 * that reads the template as JSON sees the value alone.
 */
export const because = <T>(reason: string, value: T): T =>
  ({ [REASON]: reason, value, toJSON: () => plain(value) }) satisfies Reasoned as T;

/** JSON.stringify asks what toJSON returns for no toJSON of its own. */
const plain = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'toJSON' in value && typeof value.toJSON === 'function'
    ? value.toJSON()
    : value;

/** The reason and the value that `because` joined; undefined for any other value. */
export function reasonOf(value: unknown): { text: string; value: unknown } | undefined {
  if (typeof value !== 'object' || value === null || !(REASON in value)) return undefined;
  const reasoned = value as Reasoned;
  return { text: reasoned[REASON], value: reasoned.value };
}
