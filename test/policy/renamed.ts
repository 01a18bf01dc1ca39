import { mapOf } from '../../policy/engine/values.ts';
import type { Template } from '../../src/aws/cloudformation/template.ts';

type Names = ReadonlyMap<string, string>;

const IN_TEXT = /\$\{([A-Za-z0-9]+)([.}])/g;

/** A value in which every reference to a resource has its other name: Ref, Fn::GetAtt, and `${…}` in Fn::Sub. */
function renamedValue(value: unknown, names: Names): unknown {
  const nameOf = (id: unknown): unknown => names.get(String(id)) ?? id;
  if (Array.isArray(value)) return value.map((item) => renamedValue(item, names));
  if (typeof value !== 'object' || value === null) return value;
  const inText = (text: unknown): unknown =>
    typeof text === 'string'
      ? text.replace(IN_TEXT, (_, id, end) => `\${${nameOf(id)}${end}`)
      : renamedValue(text, names);
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => {
      if (key === 'Ref') return [key, nameOf(child)];
      if (key === 'Fn::GetAtt' && Array.isArray(child)) return [key, [nameOf(child[0]), ...child.slice(1)]];
      if (key === 'Fn::Sub')
        return [key, Array.isArray(child) ? [inText(child[0]), renamedValue(child[1], names)] : inText(child)];
      return [key, renamedValue(child, names)];
    }),
  );
}

/** Other names for the resources of a template, in its order. */
export const otherNames = ({ Resources }: Template): Map<string, string> =>
  new Map(Object.keys(Resources).map((id, index) => [id, `Renamed${String(index).padStart(2, '0')}`]));

/** The same template with other logical ids. */
export function renamed(template: Template, names: Names = otherNames(template)): Template {
  const nameOf = (id: string): string => names.get(id) ?? id;
  const resources = Object.entries(mapOf(renamedValue(template.Resources, names))).map(([id, resource]) => {
    const { DependsOn } = mapOf(resource);
    const dependencies = Array.isArray(DependsOn) ? DependsOn.map(String) : DependsOn;
    const named = Array.isArray(dependencies) ? dependencies.map(nameOf) : nameOf(String(dependencies));
    return [nameOf(id), { ...mapOf(resource), ...(DependsOn !== undefined && { DependsOn: named }) }];
  });
  return {
    ...template,
    Resources: Object.fromEntries(resources),
    ...(template.Outputs && { Outputs: renamedValue(template.Outputs, names) as typeof template.Outputs }),
  };
}
