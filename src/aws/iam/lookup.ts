import type { ConditionKey } from './condition-key.ts';
import { PolicyError } from './policy-error.ts';
import { principalContext } from './principal.ts';
import type { Context, Request } from './request.ts';

/** The values of a key in one request; none when it is absent. Throws PolicyError when that cannot be said. */
export type Lookup = (key: ConditionKey) => readonly string[];

type Values = Map<string, readonly string[]>;

const valuesOf = (context: Context): Values =>
  new Map(Object.entries(context).map(([name, value]) => [name.toLowerCase(), [value].flat()]));

function mergedValues(request: Request): Values {
  const given = valuesOf(request.context);
  for (const [name, values] of valuesOf(principalContext(request.principal))) {
    const stated = given.get(name) ?? values;
    if (stated.join() !== values.join())
      throw new PolicyError(`Expected ${name} to be ${values} as the principal says but received ${stated}`);
    given.set(name, values);
  }
  return given;
}

/** Reads keys of a request. An empty value of a key with several values is none. */
export function createLookup(request: Request): Lookup {
  const values = mergedValues(request);
  const unknown = new Set(request.unknown?.map((name) => name.toLowerCase()));
  return (key) => {
    const name = key.name.toLowerCase();
    if (unknown.has(name) && !values.has(name))
      throw new PolicyError(
        `Expected policies not to ask for ${key.name}, whose value in ${request.action} is not known`,
      );
    const found = values.get(name) ?? [];
    if (found.length === 0 && key.always)
      throw new PolicyError(`Expected ${request.action} to state ${key.name}, which every request to AWS has`);
    if (found.length > 1 && !key.multivalued)
      throw new PolicyError(`Expected one value for ${key.name} but received ${found.join(', ')}`);
    return key.multivalued ? found.filter((value) => value !== '') : found;
  };
}
