/** Where two values differ: the path below them, and both ends; undefined where one side has nothing. */
export type Difference = { path: (string | number)[]; from: unknown; to: unknown };

const isTree = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** CloudFormation takes 300 and '300' for the same. */
const isSame = (from: unknown, to: unknown): boolean =>
  from === to ||
  (!isTree(from) && !isTree(to) && from !== undefined && to !== undefined && String(from) === String(to));

/** Lists whose items have names are compared by these, so that a new item does not change all that follow. */
function keyOf(item: unknown, index: number): string {
  if (!isTree(item)) return String(index);
  const name = item['Id'] ?? item['Sid'] ?? item['Key'] ?? item['Name'] ?? item['PolicyName'];
  return typeof name === 'string' ? name : String(index);
}

/** The items of a list by their keys, the entries of a map by theirs; of several items with one name, none is left out. */
function entriesOf(value: Record<string, unknown> | unknown[]): Map<string, unknown> {
  if (!Array.isArray(value)) return new Map(Object.entries(value));
  const entries = new Map<string, unknown>();
  for (const [index, item] of value.entries()) {
    const name = keyOf(item, index);
    let key = name;
    for (let count = 2; entries.has(key); count += 1) key = `${name} (${count})`;
    entries.set(key, item);
  }
  return entries;
}

/** Every leaf in which two values differ. */
export function differences(from: unknown, to: unknown, path: Difference['path'] = []): Difference[] {
  if (isSame(from, to)) return [];
  if (!isTree(from) || !isTree(to) || Array.isArray(from) !== Array.isArray(to)) return [{ path, from, to }];
  const [before, after] = [entriesOf(from), entriesOf(to)];
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((key) =>
    differences(before.get(key), after.get(key), [...path, key]),
  );
}
