import { extension, type Intrinsic, ofText, wrong } from './intrinsic.ts';
import { cidr, join, length, select, split } from './list-functions.ts';
import type { Path } from './path.ts';
import { attribute, reference } from './references.ts';
import { asText, NO_VALUE, type Scope } from './scope.ts';
import { splitAttribute } from './short-form.ts';
import { substitute } from './sub.ts';
import { isUnresolved } from './unresolved.ts';

const ref: Intrinsic = (argument, path, scope) =>
  typeof argument === 'string' ? reference(argument, path, scope) : wrong(path, scope, 'a name', argument);

function getAtt(argument: unknown, path: Path, scope: Scope): unknown {
  const parts: unknown[] = typeof argument === 'string' ? splitAttribute(argument) : [argument].flat();
  const [id, name] = parts.length === 2 ? parts : [];
  const attributeName = scope.resolve(name ?? '', [...path, 1]);
  if (typeof id !== 'string' || typeof attributeName !== 'string' || attributeName === '')
    return wrong(path, scope, 'a logical id and an attribute', argument);
  return isUnresolved(attributeName) ? attributeName : attribute(id, attributeName, path, scope);
}

function sub(argument: unknown, path: Path, scope: Scope): unknown {
  const parts: unknown[] = [argument].flat();
  const [text, given = {}] = parts;
  if (typeof text !== 'string' || typeof given !== 'object' || given === null || parts.length > 2)
    return wrong(path, scope, 'text, or a list of text and a map,', argument);
  const variables = given as Record<string, unknown>;
  return substitute(text, (name) => {
    const own = Object.hasOwn(variables, name);
    const [id, attributeName] = splitAttribute(name);
    const value = own
      ? scope.resolve(variables[name], [...path, 1, name])
      : attributeName === ''
        ? reference(name, path, scope)
        : attribute(id, attributeName, path, scope);
    return asText(value) ?? wrong(path, scope, `a single value of \${${name}}`, value);
  });
}

function findInMap(argument: unknown, path: Path, scope: Scope): unknown {
  if (!Array.isArray(argument) || argument.length < 3 || argument.length > 4)
    return wrong(path, scope, '3 arguments, or 4 with a DefaultValue,', argument);
  const keys = argument.slice(0, 3).map((key, at) => asText(scope.resolve(key, [...path, at])));
  const standIn = keys.find(isUnresolved);
  if (standIn) return standIn;
  let found: unknown = scope.template.Mappings;
  for (const key of keys) {
    const inside = typeof found === 'object' && found !== null && key !== undefined && Object.hasOwn(found, key);
    found = inside ? (found as Record<string, unknown>)[key] : undefined;
  }
  if (found !== undefined) return found;
  const fallback = argument[3];
  if (typeof fallback === 'object' && fallback !== null && 'DefaultValue' in fallback)
    return extension((value, at) => scope.resolve(value, at))(fallback.DefaultValue, path, scope);
  return wrong(path, scope, 'an entry of Mappings', keys);
}

function ifElse(argument: unknown, path: Path, scope: Scope): unknown {
  if (!Array.isArray(argument) || argument.length !== 3 || typeof argument[0] !== 'string')
    return wrong(path, scope, 'the name of a condition and two values', argument);
  const holds = scope.condition(argument[0], [...path, 0]);
  if (holds !== undefined) return scope.resolve(argument[holds ? 1 : 2], [...path, holds ? 1 : 2]);
  for (const branch of [1, 2]) scope.resolve(argument[branch], [...path, branch]); // for their problems
  return wrong(path, scope, 'a condition that can be known', argument[0]);
}

const importValue = ofText((name, path, scope) =>
  Object.hasOwn(scope.settings.imports ?? {}, name)
    ? scope.settings.imports?.[name]
    : wrong(path, scope, 'an export that is given', name),
);

const toJsonString: Intrinsic = (argument, path, scope) => {
  const value = scope.resolve(argument, path);
  return value === NO_VALUE ? wrong(path, scope, 'a value', value) : JSON.stringify(value);
};

const cannotBeKnown: Intrinsic = (argument, path, scope) =>
  wrong(path, scope, 'a value that can be known here', argument);

/** Every intrinsic function, by its key in the long form. Conditions have their own (conditions.ts). */
export const intrinsics: Record<string, Intrinsic> = {
  Ref: ref,
  'Fn::Base64': ofText((text) => Buffer.from(text).toString('base64')),
  'Fn::Cidr': cidr,
  'Fn::FindInMap': findInMap,
  'Fn::GetAZs': ofText((region, _path, scope) =>
    ['a', 'b', 'c'].map((zone) => (region || scope.settings.pseudo.Region) + zone),
  ),
  'Fn::GetAtt': getAtt,
  'Fn::If': ifElse,
  'Fn::ImportValue': importValue,
  'Fn::Join': join,
  'Fn::Length': extension(length),
  'Fn::Select': select,
  'Fn::Split': split,
  'Fn::Sub': sub,
  'Fn::ToJsonString': extension(toJsonString),
  'Fn::Transform': cannotBeKnown,
};
