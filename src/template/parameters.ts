import { Ajv, type ErrorObject } from 'ajv';
import { isListType, isNumericType } from './parameter-values.ts';
import { expectedValue, receivedValue } from './parameter-words.ts';
import { asText } from './scope.ts';
import type { Template, TemplateParameter } from './template.ts';

/** A value that the template's own Parameters section does not allow; both parts are words to put in a message. */
export type ParameterProblem = { parameter: string; expected: string; received: string };

type Schema = Record<string, unknown>;

// A pattern must match the whole value: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
const wholePattern = (pattern: string): string => `^(?:${pattern})$`;

// What a pattern of Java says and JavaScript reads as something else, without an error.
const JAVA_ONLY = /\\[AGHQRXZhpPz]|&&|\[[^\]]*\[[^:]/;

function isReadable(pattern: string): boolean {
  try {
    return new RegExp(wholePattern(pattern)) && !JAVA_ONLY.test(pattern);
  } catch {
    return false;
  }
}

const oneOf = (values: unknown[] | undefined): Schema => (values?.length ? { enum: [...new Set(values)] } : {});

const limit = (name: string, value: number | string | undefined): Schema =>
  value === undefined ? {} : { [name]: Number(value) };

function single(parameter: TemplateParameter): Schema {
  const { AllowedValues, AllowedPattern, MinLength, MaxLength, MinValue, MaxValue } = parameter;
  if (isNumericType(parameter.Type))
    return {
      type: 'number',
      ...oneOf(AllowedValues?.map(Number)),
      ...limit('minimum', MinValue),
      ...limit('maximum', MaxValue),
    };
  return {
    type: 'string',
    ...oneOf(AllowedValues?.map((value) => String(asText(value)))),
    ...(AllowedPattern !== undefined && isReadable(AllowedPattern) && { pattern: wholePattern(AllowedPattern) }),
    ...limit('minLength', MinLength),
    ...limit('maxLength', MaxLength),
  };
}

/** The JSON schema of a template's parameters, for values as `typed` makes them. Names that it does not declare are refused. */
export function parametersSchema(parameters: Record<string, TemplateParameter>): Schema {
  const entries = Object.entries(parameters);
  return {
    type: 'object',
    additionalProperties: false,
    required: entries.filter(([, parameter]) => parameter.Default === undefined).map(([name]) => name),
    properties: Object.fromEntries(
      entries.map(([name, parameter]) => {
        const schema = single(parameter);
        return [name, isListType(parameter.Type) ? { type: 'array', items: schema } : schema];
      }),
    ),
  };
}

// 012, 0x10, 1e3 and 1_000 are read differently by different readers: they are no numbers here.
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

/** The text of a value as its parameter's type: numbers and lists made so; what is no number stays text, to be refused. */
function typed(text: string, type: string): unknown {
  const one = (item: string): unknown => (isNumericType(type) && NUMBER.test(item) ? Number(item) : item);
  return isListType(type) ? text.split(',').map((item) => one(item.trim())) : one(text);
}

// The schema is ours; what a template may have wrong in its limits is for cfn-lint.
const ajv = new Ajv({ allErrors: true, unicodeRegExp: false, strict: false, validateSchema: false });

/** What cannot be checked here is a problem, not a pass. */
const unreadablePatterns = (parameters: Record<string, TemplateParameter>): ParameterProblem[] =>
  Object.entries(parameters)
    .filter(([, { AllowedPattern }]) => AllowedPattern !== undefined && !isReadable(AllowedPattern))
    .map(([parameter, { AllowedPattern }]) => ({
      parameter,
      expected: 'an AllowedPattern that JavaScript reads as Java does',
      received: String(AllowedPattern),
    }));

const parameterOf = (error: ErrorObject): string =>
  error.instancePath.split('/')[1] ?? String(error.params['missingProperty'] ?? error.params['additionalProperty']);

/** The given values over the defaults, as text. */
export function effectiveParameters(
  parameters: Record<string, TemplateParameter>,
  values: Record<string, string>,
): Record<string, string> {
  const defaults = Object.entries(parameters).flatMap(([name, { Default }]) => {
    const text = asText(Default);
    return text === undefined ? [] : [[name, text] as const];
  });
  return { ...Object.fromEntries(defaults), ...values };
}

/**
 * Checks values against a template's own Parameters: unknown and missing names, types, allowed values, patterns, limits.
 * Defaults are checked too. `elsewhere` names parameters that are given later and may be missing.
 */
export function checkParameters(
  template: Pick<Template, 'Parameters'>,
  values: Record<string, string>,
  elsewhere: readonly string[] = [],
): ParameterProblem[] {
  const parameters = template.Parameters ?? {};
  const declared = (name: string) => (Object.hasOwn(parameters, name) ? parameters[name] : undefined);
  const unreadable = unreadablePatterns(parameters);
  const effective = effectiveParameters(parameters, values);
  const data = Object.fromEntries(
    Object.entries(effective).map(([name, text]) => [name, typed(text, declared(name)?.Type ?? 'String')]),
  );
  const schema = parametersSchema(parameters);
  const validate = ajv.compile(schema);
  const errors = validate(data) ? [] : (validate.errors ?? []);
  ajv.removeSchema(schema); // ajv keeps what it compiles for ever
  const wrong = [...new Set(errors.map(parameterOf))].flatMap((name) => {
    const parameter = declared(name);
    const text = effective[name];
    if (!parameter) return [{ parameter: name, expected: 'a parameter of the template', received: name }];
    if (text === undefined && elsewhere.includes(name)) return [];
    return [{ parameter: name, expected: expectedValue(parameter), received: receivedValue(parameter, text) }];
  });
  return [...unreadable, ...wrong];
}
