import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import type { Resource, SpecDatabase } from '@aws-cdk/service-spec-types';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { didYouMean } from '../src/template/nearest.ts';
import type { Path } from '../src/template/path.ts';
import type { TemplateResource } from '../src/template/template.ts';
import type { Finding } from './rule.ts';
import { resourceSchema } from './specification-schema.ts';
import { show } from './values.ts';

let database: SpecDatabase | undefined;

/** The current CloudFormation resource specification; read once, when it is first asked for. */
function specification(): SpecDatabase {
  database ??= loadAwsServiceSpecSync();
  return database;
}

/** What the specification says of a resource type; undefined for one that it does not know. */
export const resourceType = (type: string): Resource | undefined =>
  specification().lookup('resource', 'cloudFormationType', 'equals', type)[0];

/** Types that are not AWS's own: those of custom resources, of modules, and from the registry. */
export const isForeignType = (type: string): boolean => !type.startsWith('AWS::') || type.endsWith('::MODULE');

const ajv = new Ajv({ allErrors: true, verbose: true, strict: false, code: { optimize: false } });
const validators = new Map<string, { used: readonly string[]; validate: ValidateFunction }[]>();

/** The validator of a type that describes at least these properties; made when there is none yet. */
function validatorOf(type: string, names: readonly string[]): ValidateFunction | undefined {
  const resource = resourceType(type);
  if (!resource) return undefined;
  const used = names.filter((name) => Object.hasOwn(resource.properties, name));
  const made = validators.get(type) ?? [];
  const fitting = made.find((candidate) => used.every((name) => candidate.used.includes(name)));
  if (fitting) return fitting.validate;
  const validate = ajv.compile(resourceSchema(specification(), resource, used));
  validators.set(type, [...made, { used, validate }]);
  return validate;
}

const WORDS: Record<string, (params: Record<string, unknown>, error: ErrorObject) => [string, string]> = {
  required: ({ missingProperty }) => [String(missingProperty), 'nothing'],
  additionalProperties: ({ additionalProperty }, { parentSchema }) => {
    const name = String(additionalProperty);
    const names = Object.keys(parentSchema?.['properties'] ?? {});
    return [`a property that is known here${didYouMean(name, names)}`, name];
  },
  enum: ({ allowedValues }, { data }) => [`one of ${(allowedValues as unknown[]).join(', ')}`, show(data)],
  type: ({ type }, { data }) => [`a value of type ${[type].flat().join(' or ')}`, show(data)],
  pattern: (_, { data }) => ['a number', show(data)],
};

/** The path of an error in the properties. Numbers of lists stay numbers. */
function pathOf({ instancePath, params }: ErrorObject): Path {
  const steps = instancePath.split('/').slice(1);
  const keys = steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const path = keys.map((key) => (/^\d+$/.test(key) ? Number(key) : key));
  return params['additionalProperty'] === undefined ? path : [...path, String(params['additionalProperty'])];
}

const known = new WeakMap<object, Finding[]>();

/** What the specification refuses in the properties of a resource as written, once for each path. Paths begin at the properties. */
function check({ Type, Properties = {} }: TemplateResource): Finding[] {
  const validate = validatorOf(Type, Object.keys(Properties));
  if (!validate || validate(Properties)) return [];
  const findings = new Map<string, Finding>();
  for (const error of validate.errors ?? []) {
    const words = WORDS[error.keyword]?.(error.params, error);
    const path = pathOf(error);
    const key = JSON.stringify([path, error.params['missingProperty']]);
    if (words && !findings.has(key)) findings.set(key, { path, expected: words[0], received: words[1] });
  }
  return [...findings.values()];
}

/** The findings of a resource as written; remembered for each resource object, which must not change any more. */
export function specificationFindings(resource: TemplateResource): Finding[] {
  const findings = known.get(resource) ?? check(resource);
  known.set(resource, findings);
  return findings;
}
