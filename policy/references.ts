import type { Path } from '../src/template/path.ts';
import { splitAttribute } from '../src/template/short-form.ts';
import { substitute } from '../src/template/sub.ts';
import { listOf, mapOf } from './values.ts';
import { functionIn, nodesIn } from './walk.ts';

/** A name that something in the template as written points to; `attribute` is there for Fn::GetAtt and its like in Fn::Sub. */
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
  [...nodesIn(value, from)].flatMap(({ path: at, value: node }): Reference[] => {
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
