import type { EffectNote } from './check-effects.ts';
import type { Plan } from './plan.ts';

const property = ({ property: name = '' }: EffectNote): string => name;

/** What each resource and property of the template does in the local run, and why not where it does nothing. */
export function explainPlan({ resources, notes }: Plan): string {
  const lines = Object.values(resources).flatMap((resource) => {
    const own = notes.filter((note) => note.resource === resource);
    const acting = own.filter(({ reason }) => reason === undefined).map(property);
    const idle = own.filter((note) => note.reason !== undefined);
    const whole = idle.find((note) => note.property === undefined);
    const title = `${resource.LogicalId} (${resource.Type})`;
    if (whole) return [`${title}: no effect, because ${whole.reason}`];
    return [
      title,
      `  acts: ${acting.join(', ')}`,
      ...idle.map((note) => `  no effect: ${property(note)}, because ${note.reason}`),
    ];
  });
  return lines.join('\n');
}
