import type { ResolvedResource } from '../../aws/cloudformation/resolve.ts';
import { ACTS, EFFECTS, type TypeEffects } from './effects.ts';

/** What a resource, or one of its properties, does in the local run. */
export type EffectNote = { resource: ResolvedResource; property?: string; reason?: string };

const children = (value: unknown): [string, unknown][] => {
  if (Array.isArray(value)) return value.flatMap(children);
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
};

/** Walks the properties down to where the table speaks of them. */
function* walk(
  resource: ResolvedResource,
  value: unknown,
  effects: Exclude<TypeEffects, string>,
  path = '',
): Generator<EffectNote | string> {
  for (const [name, child] of children(value)) {
    const property = path === '' ? name : `${path}.${name}`;
    const effect = effects[property];
    if (effect !== undefined) yield { resource, property, ...(effect === ACTS ? {} : { reason: effect }) };
    else if (Object.keys(effects).some((known) => known.startsWith(`${property}.`))) {
      yield* walk(resource, child, effects, property);
    } else {
      yield `Expected a property of ${resource.Type} that the local run knows for ${resource.LogicalId} but received ${property}`;
    }
  }
}

/**
 * What every resource and property does in the local run; `problems` name what it does not know, so that nothing of a
 * template is ignored by accident.
 */
export function checkEffects(resources: Record<string, ResolvedResource>): { notes: EffectNote[]; problems: string[] } {
  const notes: EffectNote[] = [];
  const problems: string[] = [];
  for (const resource of Object.values(resources)) {
    const effects = EFFECTS[resource.Type];
    if (effects === undefined) {
      problems.push(`Expected a type that the local run knows for ${resource.LogicalId} but received ${resource.Type}`);
    } else if (typeof effects === 'string') notes.push({ resource, reason: effects });
    else {
      for (const note of walk(resource, resource.Properties, effects)) {
        if (typeof note === 'string') problems.push(note);
        else notes.push(note);
      }
    }
  }
  return { notes, problems };
}
