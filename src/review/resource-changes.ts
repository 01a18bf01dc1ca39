import { type ResourceDifference, ResourceImpact } from '@aws-cdk/cloudformation-diff';
// Not diffTemplate: it reads every policy of the whole template, and ends with a TypeError at one without a document.
import { diffResource } from '@aws-cdk/cloudformation-diff/lib/diff/index.js';
import type { ResolvedResource } from '../aws/cloudformation/attribute-of.ts';
import type { Resolved } from '../aws/cloudformation/resolve.ts';
import { token } from './words.ts';

/** What an update does to a resource. */
export type Fate = 'added' | 'removed' | 'replaced' | 'may be replaced' | 'changed';

/** A resource that is not the same any more. `causes` are the properties for which it is replaced. */
export type ResourceChange = {
  logicalId: string;
  type: string;
  fate: Fate;
  causes: string[];
  before: ResolvedResource | undefined;
  after: ResolvedResource | undefined;
};

type Resources = Resolved['resources'];

const FATES: Record<string, Fate> = {
  [ResourceImpact.WILL_CREATE]: 'added',
  [ResourceImpact.WILL_DESTROY]: 'removed',
  [ResourceImpact.WILL_ORPHAN]: 'removed',
  [ResourceImpact.WILL_REPLACE]: 'replaced',
  [ResourceImpact.MAY_REPLACE]: 'may be replaced',
};

/** What the library takes for a resource; the order in which others come first is nothing to compare. */
const asResource = (resource: ResolvedResource | undefined) =>
  resource && { ...resource, DependsOn: resource.DependsOn.toSorted() };

function compare(before: Resources, after: Resources): Record<string, ResourceDifference> {
  const ids = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const compared = ids.map((id) => [id, diffResource(asResource(before[id]), asResource(after[id]))] as const);
  return Object.fromEntries(compared.filter(([, difference]) => difference.isDifferent));
}

function causesOf({ oldResourceType, newResourceType, propertyUpdates }: ResourceDifference): string[] {
  if (oldResourceType !== newResourceType) return oldResourceType && newResourceType ? ['Type'] : [];
  const replacing = [ResourceImpact.WILL_REPLACE, ResourceImpact.MAY_REPLACE];
  return Object.entries(propertyUpdates)
    .filter(([, { changeImpact }]) => changeImpact !== undefined && replacing.includes(changeImpact))
    .map(([name]) => name);
}

const isReplaced = ({ changeImpact }: ResourceDifference): boolean => changeImpact === ResourceImpact.WILL_REPLACE;

/** Whatever refers to a replaced resource refers to another one: `${Vpc}` becomes `${Vpc (new)}`. */
function renew(resources: Resources, logicalId: string): Resources {
  const [whole, part] = [token(logicalId), token(logicalId, '')].map((text) => text.slice(0, -1));
  const text = JSON.stringify(resources)
    .replaceAll(`${whole}}`, `${whole} (new)}`)
    .replaceAll(`${part}`, `${whole} (new).`);
  return JSON.parse(text) as Resources;
}

/**
 * Compares the resources of two deployed templates as CloudFormation would, replacements that follow from replacements
 * included: of a property that names a replaced resource and cannot be changed in place.
 */
export function resourceChanges(before: Resources, after: Resources): ResourceChange[] {
  let renewed = after;
  let changes = compare(before, renewed);
  const done = new Set<string>();
  for (;;) {
    const next = Object.keys(changes).find((id) => !done.has(id) && isReplaced(changes[id] as ResourceDifference));
    if (next === undefined) break;
    done.add(next);
    renewed = renew(renewed, next);
    changes = compare(before, renewed);
  }
  return Object.entries(changes).map(([logicalId, difference]) => ({
    logicalId,
    type: (before[logicalId] ?? after[logicalId])?.Type ?? '',
    fate: FATES[difference.changeImpact] ?? 'changed',
    causes: causesOf(difference),
    before: before[logicalId],
    after: renewed[logicalId],
  }));
}
