import type { ResolvedResource } from '../aws/cloudformation/attribute-of.ts';
import { type Difference, differences } from './element-changes.ts';
import { type Effect, fateEffect } from './fate-effects.ts';
import type { Fate, ResourceChange } from './resource-changes.ts';
import { updateEffects } from './update-effects.ts';
import { updateHazards } from './update-hazards.ts';
import { plain, type Words } from './words.ts';

/** A resource that changes. `follows`: only because a resource that it refers to is replaced. */
export type ResourceReview = {
  logicalId: string;
  type: string;
  fate: Fate;
  causes: string[];
  follows: boolean;
  effects: Effect[];
  /** Why the update of a running stack fails here, or leaves something behind. */
  hazards: Words[];
  differences: Difference[];
};

/** A change with its effects, and all that differs. `changes` are all of the update, `before` what it begins with. */
export function resourceReview(
  change: ResourceChange,
  changes: readonly ResourceChange[],
  before: readonly ResolvedResource[],
): ResourceReview {
  const { logicalId, type, fate, causes } = change;
  const found = change.before && change.after ? differences(attributes(change.before), attributes(change.after)) : [];
  const fated = fateEffect(change);
  return {
    logicalId,
    type,
    fate,
    causes,
    follows: found.length > 0 && found.every(({ to }) => typeof to === 'string' && to.includes(' (new)')),
    effects: [...(fated ? [fated] : []), ...updateEffects(change)],
    hazards: updateHazards(change, changes, before),
    differences: found,
  };
}

/** Properties by their own names; what else belongs to a resource beside them. */
const attributes = ({ Properties, LogicalId: _, ...rest }: NonNullable<ResourceChange['after']>) => ({
  ...Properties,
  ...rest,
});

/** Equal for two that say the same. */
export const resourceKey = ({ effects, hazards, ...rest }: ResourceReview): string =>
  JSON.stringify([rest, effects.map(({ words }) => plain(words)), hazards.map(plain)]);
