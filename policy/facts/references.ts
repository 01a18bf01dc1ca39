import { type Path, substitute } from '../../src/aws/cloudformation/path.ts';
import { splitAttribute } from '../../src/aws/cloudformation/short-form.ts';
import type { Template } from '../../src/aws/cloudformation/template.ts';
import { listOf, mapOf } from '../engine/values.ts';
import { functionIn, nodesIn } from '../engine/walk.ts';
import { isForeignType, resourceType } from './resource-types.ts';

/**
 * A name that something in the template as written points to; `attribute` is there for Fn::GetAtt and its like in
 * Fn::Sub.
 */
export type Reference = { path: Path; kind: 'value' | 'condition'; name: string; attribute?: string };

function fromSub(argument: unknown, path: Path): Reference[] {
  const [text, own] = Array.isArray(argument) ? argument : [argument];
  if (typeof text !== 'string') return [];
  const names = new Set<string>();
  substitute(text, (name) => names.add(name) && name);
  return [...names]
    .filter((name) => !Object.hasOwn(mapOf(own), name))
    .map((name) => {
      const [id, attribute] = splitAttribute(name);
      return { path, kind: 'value' as const, name: id, ...(attribute !== '' && { attribute }) };
    });
}

function fromGetAtt(argument: unknown, path: Path): Reference[] {
  const parts: unknown = typeof argument === 'string' ? splitAttribute(argument) : argument;
  const [name, attribute] = listOf(parts);
  if (typeof name !== 'string') return [];
  return [{ path, kind: 'value', name, ...(typeof attribute === 'string' && { attribute }) }];
}

/** Every name that a part of a template points to, in all branches of its functions. */
export const referencesIn = (value: unknown, from: Path): Reference[] =>
  nodesIn(value, from).flatMap(({ path: at, value: node }): Reference[] => {
    const called = functionIn(node);
    if (!called) return [];
    const { name, argument } = called;
    const path = [...at, name];
    if (name === 'Ref') return typeof argument === 'string' ? [{ path, kind: 'value', name: argument }] : [];
    if (name === 'Fn::Sub') return fromSub(argument, path);
    if (name === 'Fn::GetAtt') return fromGetAtt(argument, path);
    const condition = name === 'Fn::If' && Array.isArray(argument) ? argument[0] : undefined;
    return typeof condition === 'string' ? [{ path, kind: 'condition', name: condition }] : [];
  });

const PSEUDO = ['AccountId', 'NoValue', 'NotificationARNs', 'Partition', 'Region', 'StackId', 'StackName', 'URLSuffix'];

/** Types whose attributes are those of another template. */
const OPEN_TYPES = ['AWS::CloudFormation::Stack', 'AWS::CloudFormation::CustomResource'];

/** Whether Fn::GetAtt can ask a type for an attribute: one of its own, or a property that it gives back. */
function hasAttribute(type: string, attribute: string): boolean {
  if (isForeignType(type) || OPEN_TYPES.includes(type)) return true;
  const { attributes = {}, properties = {} } = resourceType(type) ?? {};
  return Object.hasOwn(attributes, attribute) || Object.hasOwn(properties, attribute.split('.')[0] ?? '');
}

/** What a reference should name but does not; undefined when it names something. */
export function missingTarget(template: Template, { kind, name, attribute }: Reference): string | undefined {
  if (kind === 'condition')
    return Object.hasOwn(template.Conditions ?? {}, name) ? undefined : 'a condition of the template';
  const resource = Object.hasOwn(template.Resources, name) ? template.Resources[name] : undefined;
  if (attribute !== undefined) {
    if (!resource) return 'a resource of the template';
    return hasAttribute(resource.Type, attribute) ? undefined : `an attribute of ${resource.Type}`;
  }
  const isParameter = Object.hasOwn(template.Parameters ?? {}, name);
  const isPseudo = name.startsWith('AWS::') && PSEUDO.includes(name.slice('AWS::'.length));
  return resource || isParameter || isPseudo ? undefined : 'a parameter or a resource of the template';
}
