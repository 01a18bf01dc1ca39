import { type Difference, differences } from './differences.ts';
import { type Effect, fateEffect, nameClash } from './fate-effects.ts';
import type { Fate, ResourceChange } from './resource-changes.ts';
import { updateEffects } from './update-effects.ts';
import { plain, type Words } from './words.ts';

/** A resource that changes. `follows`: only because a resource that it refers to is replaced. */
export type ResourceReview = {
  logicalId: string;
  type: string;
  fate: Fate;
  causes: string[];
  follows: boolean;
  effects: Effect[];
  clash?: Words;
  differences: Difference[];
};

/** A change with its effects, and all that differs. */
export function resourceReview(change: ResourceChange): ResourceReview {
  const { logicalId, type, fate, causes, before, after } = change;
  const found = before && after ? differences(attributes(before), attributes(after)) : [];
  const fated = fateEffect(change);
  const clash = nameClash(change);
  return {
    logicalId,
    type,
    fate,
    causes,
    follows: found.length > 0 && found.every(({ to }) => typeof to === 'string' && to.includes(' (new)')),
    effects: [...(fated ? [fated] : []), ...updateEffects(change)],
    ...(clash && { clash }),
    differences: found,
  };
}

/** Properties by their own names; what else belongs to a resource beside them. */
const attributes = ({ Properties, LogicalId: _, ...rest }: NonNullable<ResourceChange['after']>) => ({
  ...Properties,
  ...rest,
});

/** Equal for two that say the same. */
export const resourceKey = ({ effects, clash, ...rest }: ResourceReview): string =>
  JSON.stringify([rest, effects.map(({ words }) => plain(words)), clash && plain(clash)]);
