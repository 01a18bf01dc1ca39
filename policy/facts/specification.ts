import type { PropertyType, TypeDefinition } from '@aws-cdk/service-spec-types';
import type { Path } from '../../src/aws/cloudformation/path.ts';
import type { TemplateResource } from '../../src/aws/cloudformation/template.ts';
import { didYouMean } from '../../src/shared/did-you-mean.ts';
import { remembered } from '../../src/shared/memoize.ts';
import type { Finding } from '../engine/rule.ts';
import { show } from '../engine/values.ts';
import { functionIn } from '../engine/walk.ts';
import { resourceType, typeDefinition } from './resource-types.ts';

/** `missing` is the name of what is not there, at the path where it is expected. */
type Flaw = Finding & { missing?: string };

type Check = (value: unknown, path: Path) => Flaw[];

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isText = (value: unknown): boolean =>
  typeof value === 'string' || Number.isFinite(value) || typeof value === 'boolean';

const refuse =
  (expected: string, holds: (value: unknown) => boolean): Check =>
  (value, path) =>
    holds(value) ? [] : [{ path, expected, received: show(value) }];

const oneOf = (values: readonly unknown[]): Check =>
  refuse(`one of ${values.join(', ')}`, (value) => values.includes(value));

// CloudFormation converts between text, numbers and booleans where the value can be read as such.
const text = refuse('a value of type string or number or boolean', isText);
const integer = refuse(
  'a value of type integer',
  (value) => Number.isInteger(value) || /^-?[0-9]+$/.test(textOf(value)),
);
const number = refuse(
  'a value of type number',
  (value) => Number.isFinite(value) || /^-?[0-9]+(?:[.][0-9]+)?$/.test(textOf(value)),
);
const boolean = oneOf([true, false, 'true', 'false']);
const list = refuse('a value of type array', Array.isArray);
const map = refuse('a value of type object', isMap);
const document = refuse(
  'a value of type object or array or string',
  (value) => typeof value === 'string' || (typeof value === 'object' && value !== null),
);

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const TAG: Pick<TypeDefinition, 'properties'> = {
  properties: {
    Key: { type: { type: 'string' }, required: true },
    Value: { type: { type: 'null' }, required: true },
  },
};

/** Checks a value as written, in which a function may stand for anything; of Fn::If both branches are checked. */
function checkWritten(type: PropertyType, value: unknown, path: Path): Flaw[] {
  const called = functionIn(value);
  if (!called) return checkPlain(type, value, path);
  if (called.name !== 'Fn::If') return [];
  const at = [...path, called.name];
  if (!Array.isArray(called.argument)) return list(called.argument, at);
  return called.argument
    .slice(0, 3)
    .flatMap((branch, index) =>
      index === 0
        ? refuse('a value of type string', (name) => typeof name === 'string')(branch, [...at, index])
        : checkWritten(type, branch, [...at, index]),
    );
}

function checkPlain(type: PropertyType, value: unknown, path: Path): Flaw[] {
  switch (type.type) {
    case 'string':
      return type.allowedValues ? oneOf(type.allowedValues)(value, path) : text(value, path);
    case 'integer':
      return type.allowedValues
        ? oneOf(type.allowedValues.flatMap((allowed) => [allowed, String(allowed)]))(value, path)
        : integer(value, path);
    case 'number':
      return number(value, path);
    case 'boolean':
      return boolean(value, path);
    case 'date-time':
      return text(value, path);
    case 'json':
      return document(value, path);
    case 'null':
      return [];
    case 'tag':
      return checkMap(TAG, value, path);
    case 'array':
      return Array.isArray(value)
        ? value.flatMap((item, index) => checkWritten(type.element, item, [...path, index]))
        : list(value, path);
    case 'map':
      return isMap(value)
        ? Object.entries(value).flatMap(([key, entry]) => checkWritten(type.element, entry, [...path, key]))
        : map(value, path);
    case 'union':
      return checkUnion(type.types, value, path);
    case 'ref':
      return checkMap(typeDefinition(type.reference.$ref) ?? { properties: {} }, value, path);
  }
}

/** What each type has against a value; nothing where one of them takes it. */
function checkUnion(types: readonly PropertyType[], value: unknown, path: Path): Flaw[] {
  const all = types.map((type) => checkPlain(type, value, path));
  return all.some((findings) => findings.length === 0) ? [] : all.flat();
}

function checkMap({ properties }: Pick<TypeDefinition, 'properties'>, value: unknown, path: Path): Flaw[] {
  if (!isMap(value) || Object.keys(properties).length === 0) return map(value, path);
  const missing = Object.entries(properties)
    .filter(([name, { required }]) => required && !Object.hasOwn(value, name))
    .map(([name]) => ({ path, expected: name, received: 'nothing', missing: name }));
  const given = Object.entries(value).flatMap(([name, entry]): Flaw[] => {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    const at = [...path, name];
    if (!property) {
      const expected = `a property that is known here${didYouMean(name, Object.keys(properties))}`;
      return [{ path: at, expected, received: name }];
    }
    const { type, previousTypes = [] } = property;
    return checkWritten(
      previousTypes.length > 0 ? { type: 'union', types: [type, ...previousTypes] } : type,
      entry,
      at,
    );
  });
  return [...missing, ...given];
}

const known = new WeakMap<object, Finding[]>();

/** Once for each path: of several types that might stand there, the first tells what is wrong. */
function check({ Type, Properties = {} }: TemplateResource): Finding[] {
  const resource = resourceType(Type);
  const found = new Map<string, Finding>();
  for (const { missing, ...finding } of resource ? checkMap(resource, Properties, []) : []) {
    const key = JSON.stringify([finding.path, missing]);
    if (!found.has(key)) found.set(key, finding);
  }
  return [...found.values()];
}

/**
 * What CloudFormation's specification refuses in the properties of a resource as written. Paths begin at the
 * properties. Remembered for each resource object, which must not change any more.
 */
export const specificationFindings = (resource: TemplateResource): Finding[] => remembered(known, resource, check);
