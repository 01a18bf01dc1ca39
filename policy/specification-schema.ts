import type { PropertyType, Resource, SpecDatabase, TypeDefinition } from '@aws-cdk/service-spec-types';

type Schema = Record<string, unknown>;

/** A map with one key that is a function: its value is known only when the template is resolved. */
const FUNCTION = {
  type: 'object',
  minProperties: 1,
  maxProperties: 1,
  patternProperties: { '^(?:Ref|Fn::.+)$': {} },
  additionalProperties: false,
};

// CloudFormation converts between text, numbers and booleans where the value can be read as such.
const TEXT = { type: ['string', 'number', 'boolean'] };
const INTEGER = { anyOf: [{ type: 'integer' }, { type: 'string', pattern: '^-?[0-9]+$' }] };
const NUMBER = { anyOf: [{ type: 'number' }, { type: 'string', pattern: '^-?[0-9]+(?:[.][0-9]+)?$' }] };
const BOOLEAN = { enum: [true, false, 'true', 'false'] };
const TAG = {
  type: 'object',
  required: ['Key', 'Value'],
  properties: { Key: TEXT, Value: {} },
  additionalProperties: false,
};

/** One type of several. */
const anyOf = (types: PropertyType[]): PropertyType =>
  types.length === 1 ? (types[0] as PropertyType) : { type: 'union', types };

/**
 * The draft-07 schema of a resource's properties as a template writes them, functions in place of any value. Of the
 * properties only those in `used` are described: the others of a bucket take longer to compile than all the rest.
 */
export function resourceSchema(database: SpecDatabase, resource: Resource, used: readonly string[]): Schema {
  const definitions: Record<string, Schema> = { function: FUNCTION };
  const names = new Map<string, string>();

  /** Reference to a schema that lets a function stand for the value, and checks both branches of Fn::If. */
  function written(type: PropertyType): Schema {
    const key = JSON.stringify(type);
    const known = names.get(key);
    if (known !== undefined) return { $ref: known };
    const name = `type${names.size}`;
    const self = { $ref: `#/definitions/${name}` };
    names.set(key, self.$ref);
    definitions[name] = {
      if: { $ref: '#/definitions/function' },
      // biome-ignore lint/suspicious/noThenProperty: it is the keyword of JSON schema, and nobody awaits the schema
      then: { properties: { 'Fn::If': { type: 'array', items: [{ type: 'string' }, self, self] } } },
      else: plain(type),
    };
    return self;
  }

  function plain(type: PropertyType): Schema {
    switch (type.type) {
      case 'string':
        return type.allowedValues ? { enum: type.allowedValues } : TEXT;
      case 'integer':
        return type.allowedValues ? { enum: type.allowedValues.flatMap((value) => [value, String(value)]) } : INTEGER;
      case 'number':
        return NUMBER;
      case 'boolean':
        return BOOLEAN;
      case 'date-time':
        return TEXT;
      case 'json':
        return { type: ['object', 'array', 'string'] };
      case 'null':
        return {};
      case 'tag':
        return TAG;
      case 'array':
        return { type: 'array', items: written(type.element) };
      case 'map':
        return { type: 'object', additionalProperties: written(type.element) };
      case 'union':
        return { anyOf: type.types.map(plain) };
      case 'ref':
        return map(database.get('typeDefinition', type.reference));
    }
  }

  function map({ properties }: Pick<TypeDefinition, 'properties'>, described?: readonly string[]): Schema {
    const entries = Object.entries(properties);
    if (entries.length === 0) return { type: 'object' };
    return {
      type: 'object',
      required: entries.filter(([, { required }]) => required).map(([name]) => name),
      properties: Object.fromEntries(
        entries.map(([name, { type, previousTypes = [] }]) => [
          name,
          described?.includes(name) === false ? {} : written(anyOf([type, ...previousTypes])),
        ]),
      ),
      additionalProperties: false,
    };
  }

  return { definitions, ...map(resource, used) };
}
