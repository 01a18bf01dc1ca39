import type { Template, TemplateResource } from '../aws/cloudformation/template.ts';

const PSEUDO = /^AWS::/;

/** Names that a value refers to: parameters and resources by `names`, conditions by `conditions`. */
function references(value: unknown, found = { names: new Set<string>(), conditions: new Set<string>() }) {
  if (Array.isArray(value)) for (const item of value) references(item, found);
  else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) {
      const [first] = Array.isArray(inner) ? inner : [inner];
      if (key === 'Ref' || key === 'Fn::GetAtt') found.names.add(String(first).split('.')[0] ?? '');
      else if (key === 'Fn::Sub')
        for (const [, name = ''] of String(first).matchAll(/\$\{(?!!)([\w:]+)[^}]*\}/g)) found.names.add(name);
      else if (key === 'Condition' || key === 'Fn::If') found.conditions.add(String(first));
      references(inner, found);
    }
  return found;
}

const only = <Value>(map: Readonly<Record<string, Value>> = {}, names: ReadonlySet<string>): Record<string, Value> =>
  Object.fromEntries(Object.entries(map).filter(([name]) => names.has(name)));

/**
 * A resource as an import takes it: without what leads to other resources, which are not there yet. `Retain` keeps it
 * whatever becomes of the import.
 */
function importable({ Type, Properties = {} }: TemplateResource, resources: Template['Resources']): TemplateResource {
  const own = Object.entries(Properties).filter(
    ([, value]) => ![...references(value).names].some((name) => Object.hasOwn(resources, name)),
  );
  return { Type, DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain', Properties: Object.fromEntries(own) };
}

/**
 * A template of these resources alone. An import changes nothing else: no other resource, no outputs; each resource has a
 * DeletionPolicy. Properties that cannot change later are in it already, so that the update with the whole template
 * replaces nothing. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resource-import.html
 */
export function importTemplate(template: Template, logicalIds: readonly string[]): Template {
  const Resources = Object.fromEntries(
    Object.entries(only(template.Resources, new Set(logicalIds))).map(
      ([id, resource]) => [id, importable(resource, template.Resources)] as const,
    ),
  );
  const used = references(Resources);
  const Conditions = only(template.Conditions, used.conditions);
  const names = new Set([...used.names, ...references(Conditions).names].filter((name) => !PSEUDO.test(name)));
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description:
      'The buckets of an image pipeline that was deleted, to be followed by an update with the whole template.',
    Parameters: only(template.Parameters, names),
    Conditions,
    Resources,
  };
}
