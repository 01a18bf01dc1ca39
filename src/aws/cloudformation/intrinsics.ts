import { ATTRIBUTES, physicalIds } from './attributes.ts';
import { cidrBlocks } from './cidr.ts';
import { isUnresolved, type Path, showPath, substitute, unresolved } from './path.ts';
import { asText, NO_VALUE, type Pseudo, type Scope, show } from './scope.ts';
import { splitAttribute } from './short-form.ts';

/** Resolves one function. The path ends in the function's own key. */
type Intrinsic = (argument: unknown, path: Path, scope: Scope) => unknown;

/** Records that an argument is not what the function takes, and gives the stand-in. */
export const wrong = (path: Path, scope: Scope, expected: string, received: unknown): string =>
  scope.problem(path, `Expected ${expected} for ${path.at(-1)} but received ${show(received)}`);

/**
 * Reads a function with this number of arguments and resolves each before `use`. An argument that could not be resolved is
 * the result, as its problem is reported already.
 */
const ofList = (
  least: number,
  most: number,
  use: (values: unknown[], path: Path, scope: Scope) => unknown,
): Intrinsic =>
  function resolveList(argument, path, scope) {
    if (!Array.isArray(argument) || argument.length < least || argument.length > most)
      return wrong(path, scope, `${least === most ? least : `${least} to ${most}`} arguments`, argument);
    const values = argument.map((item, at) => scope.resolve(item, [...path, at]));
    return values.find(isUnresolved) ?? use(values, path, scope);
  };

/** A function of one argument that must come out as text. */
const ofText = (use: (text: string, path: Path, scope: Scope) => unknown): Intrinsic =>
  function resolveText(argument, path, scope) {
    const value = scope.resolve(argument, path);
    const text = asText(value);
    if (text === undefined) return wrong(path, scope, 'text', value);
    return isUnresolved(text) ? text : use(text, path, scope);
  };

/** Functions that only the AWS::LanguageExtensions transform brings. */
const extension = (intrinsic: Intrinsic): Intrinsic =>
  function resolveExtension(argument, path, scope) {
    if ([scope.template.Transform].flat().includes('AWS::LanguageExtensions')) return intrinsic(argument, path, scope);
    return scope.problem(path, `Expected Transform to name AWS::LanguageExtensions for ${path.at(-1)} but it does not`);
  };

/** Fn::Join */
export const join = ofList(2, 2, ([delimiter, items], path, scope) => {
  if (typeof delimiter !== 'string') return wrong(path, scope, 'a delimiter that is text', delimiter);
  if (!Array.isArray(items)) return wrong(path, scope, 'a list', items);
  const texts = items.map(asText);
  return texts.includes(undefined) ? wrong(path, scope, 'a list of single values', items) : texts.join(delimiter);
});

/** Fn::Split */
const split = ofList(2, 2, ([delimiter, text], path, scope) => {
  if (typeof delimiter !== 'string' || delimiter === '')
    return wrong(path, scope, 'a delimiter that is text', delimiter);
  return typeof text === 'string' ? text.split(delimiter) : wrong(path, scope, 'text', text);
});

/** Fn::Select; an index outside the list is a problem. */
const select = ofList(2, 2, ([index, items], path, scope) => {
  if (!Array.isArray(items)) return wrong(path, scope, 'a list', items);
  const at = Number(asText(index) || Number.NaN);
  if (Number.isInteger(at) && at >= 0 && at < items.length) return items[at];
  return wrong(path, scope, `an index from 0 to ${items.length - 1}`, index);
});

/** Fn::Cidr of IPv4 blocks. */
const cidr = ofList(3, 3, ([block, count, bits], path, scope) => {
  const blocks = cidrBlocks(String(asText(block)), Number(asText(count)), Number(asText(bits)));
  return typeof blocks === 'string' ? scope.problem(path, `Expected ${blocks}`) : blocks;
});

/** Fn::Length */
export const length: Intrinsic = (argument, path, scope) => {
  const items = scope.resolve(argument, path);
  if (isUnresolved(items)) return items;
  return Array.isArray(items) ? items.length : wrong(path, scope, 'a list', items);
};

/** What Ref gives for a parameter, a pseudo parameter or a resource. */
export function reference(name: string, path: Path, scope: Scope): unknown {
  if (name === 'AWS::NoValue') return NO_VALUE;
  const pseudo = scope.settings.pseudo;
  const pseudoName = name.startsWith('AWS::') ? name.slice('AWS::'.length) : '';
  if (Object.hasOwn(pseudo, pseudoName)) return pseudo[pseudoName as keyof Pseudo];
  if (Object.hasOwn(scope.template.Parameters ?? {}, name))
    return Object.hasOwn(scope.parameters, name) ? scope.parameters[name] : unresolved(`parameter ${name}`);
  return attribute(name, 'Ref', path, scope);
}

/** What Fn::GetAtt gives for an attribute of a resource; `Ref` is the attribute of Ref itself. */
function attribute(logicalId: string, name: string, path: Path, scope: Scope): unknown {
  const what = name === 'Ref' ? `Ref ${logicalId}` : `${logicalId}.${name}`;
  const fail = (message: string): string => {
    scope.problem(path, message);
    return unresolved(what);
  };
  const resource = scope.resource(logicalId);
  if (!resource)
    return fail(`Expected ${what} to name ${name === 'Ref' ? 'a parameter or ' : ''}a resource of the template`);
  if (path[0] === 'Conditions') return fail(`Expected a condition not to depend on a resource but received ${what}`);
  scope.depends(path, logicalId);
  if (resource.Condition && scope.condition(resource.Condition, ['Resources', logicalId, 'Condition']) === false)
    return fail(`Expected ${what} to exist but its condition ${resource.Condition} is false`);
  const attributes = Object.hasOwn(ATTRIBUTES, resource.Type) ? ATTRIBUTES[resource.Type] : undefined;
  if (!attributes)
    return fail(`Expected a resource type whose values are known for ${what} but received ${resource.Type}`);
  const value = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
  if (!value) return fail(`Expected an attribute of ${resource.Type} that is known but received ${what}`);
  const property = (propertyName: string): string | undefined => {
    const at = ['Resources', logicalId, 'Properties', propertyName];
    const given = resource.Properties?.[propertyName];
    const resolved = given === undefined ? NO_VALUE : scope.resolve(given, at);
    if (resolved === NO_VALUE) return undefined;
    return (
      asText(resolved) ??
      scope.problem(at, `Expected a single value for ${showPath(at)} but received ${show(resolved)}`)
    );
  };
  return (
    value({ logicalId, pseudo: scope.settings.pseudo, property, ...physicalIds(logicalId, scope.settings.pseudo) }) ??
    fail(`Expected the properties of ${logicalId} to tell ${what} but they do not`)
  );
}

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
