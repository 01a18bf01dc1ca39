import { substitute } from '../aws/cloudformation/sub.ts';
import type { Template } from '../aws/cloudformation/template.ts';

/** How a reference to a resource stands in a template that is compared: as `${LogicalId}` or `${LogicalId.Attribute}`. */
export const token = (logicalId: string, attribute?: string): string =>
  `\${${logicalId}${attribute === undefined ? '' : `.${attribute}`}}`;

/**
 * The template with every reference to one of its resources as text of that form: what AWS would fill in is not known
 * before, and changes exactly where the resource is replaced. References to parameters stay references.
 */
export function withTokens(template: Template): Template {
  const isResource = (id: unknown): id is string => typeof id === 'string' && Object.hasOwn(template.Resources, id);

  function inText(text: string, own: object = {}): string {
    return substitute(text.replaceAll('${!', '${!!'), (name) => {
      const [id = ''] = name.split('.');
      return isResource(id) && !Object.hasOwn(own, name) ? `\${!${name}}` : `\${${name}}`;
    });
  }

  function walk(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [name, argument] = entries.length === 1 ? (entries[0] ?? []) : [];
    if (name === 'Ref' && isResource(argument)) return token(argument);
    if (name === 'Fn::GetAtt') {
      const [id, ...attribute] = typeof argument === 'string' ? argument.split('.') : [argument].flat();
      if (isResource(id) && attribute.every((part) => typeof part === 'string')) return token(id, attribute.join('.'));
    }
    if (name === 'Fn::Sub' && typeof argument === 'string') return { 'Fn::Sub': inText(argument) };
    if (name === 'Fn::Sub' && Array.isArray(argument) && typeof argument[0] === 'string')
      return { 'Fn::Sub': [inText(argument[0], argument[1] as object), walk(argument[1])] };
    return Object.fromEntries(entries.map(([key, entry]) => [key, walk(entry)]));
  }

  return { ...template, Resources: walk(template.Resources) as Template['Resources'] };
}

/** The logical ids whose tokens are in a value. */
export const tokensIn = (value: unknown): string[] => [
  ...new Set([...(JSON.stringify(value) ?? '').matchAll(/\$\{([A-Za-z0-9]+)[.}]/g)].map(([, id = '']) => id)),
];
