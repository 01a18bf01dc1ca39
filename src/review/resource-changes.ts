import { diffTemplate, type ResourceDifference, ResourceImpact } from '@aws-cdk/cloudformation-diff';
import type { Resolved, ResolvedResource } from '../template/resolve.ts';
import { token } from './tokens.ts';

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

/** Only what an update looks at, with what the library reads as an update of a resource. */
const asTemplate = (resources: Resources) => ({
  Resources: Object.fromEntries(Object.entries(resources).map(([id, { LogicalId: _, ...resource }]) => [id, resource])),
});

const compare = (before: Resources, after: Resources): Record<string, ResourceDifference> =>
  diffTemplate(asTemplate(before), asTemplate(after)).resources.changes;

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
    type: (after[logicalId] ?? before[logicalId])?.Type ?? '',
    fate: FATES[difference.changeImpact] ?? 'changed',
    causes: Object.entries(difference.propertyUpdates)
      .filter(
        ([, { changeImpact }]) =>
          changeImpact === ResourceImpact.WILL_REPLACE || changeImpact === ResourceImpact.MAY_REPLACE,
      )
      .map(([name]) => name),
    before: before[logicalId],
    after: renewed[logicalId],
  }));
}
