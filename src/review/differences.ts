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

function entriesOf(value: unknown): [string, unknown][] {
  if (Array.isArray(value)) return value.map((item, index) => [keyOf(item, index), item]);
  return isTree(value) ? Object.entries(value) : [];
}

/** Every leaf in which two values differ. */
export function differences(from: unknown, to: unknown, path: Difference['path'] = []): Difference[] {
  if (isSame(from, to)) return [];
  if (!isTree(from) || !isTree(to) || Array.isArray(from) !== Array.isArray(to)) return [{ path, from, to }];
  const [before, after] = [new Map(entriesOf(from)), new Map(entriesOf(to))];
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((key) =>
    differences(before.get(key), after.get(key), [...path, key]),
  );
}
