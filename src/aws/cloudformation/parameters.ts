import { Ajv, type ValidateFunction } from 'ajv';
import { remembered } from '../../shared/memoize.ts';
import { WITHOUT_META_SCHEMA } from '../../shared/without-meta-schema.ts';
import { asText, type Problem } from './scope.ts';
import type { Template, TemplateParameter } from './template.ts';

/** Whether the values of a parameter of this type are lists, written with commas. */
const isListType = (type: string): boolean => type === 'CommaDelimitedList' || type.startsWith('List<');

/** Whether a value of this type, or each of its list, is a number. */
const isNumericType = (type: string): boolean => type === 'Number' || type === 'List<Number>';

/**
 * The value of each parameter, given ones before defaults; lists as arrays. What cannot be known is left out and is a
 * problem: a required value that is missing, or one that AWS keeps elsewhere (`AWS::SSM::Parameter::Value<…>`).
 */
export function parameterValues(
  template: Template,
  given: Record<string, string>,
): { values: Record<string, string | string[]>; problems: Problem[] } {
  const declared = template.Parameters ?? {};
  const problems: Problem[] = Object.keys(given)
    .filter((name) => !Object.hasOwn(declared, name))
    .map((name) => ({ path: ['Parameters'], message: `Expected a parameter of the template but received ${name}` }));
  const values: Record<string, string | string[]> = {};
  for (const [name, { Type, Default }] of Object.entries(declared)) {
    const value = Object.hasOwn(given, name) ? given[name] : asText(Default);
    const wrong = (message: string) => problems.push({ path: ['Parameters', name], message });
    if (Type.startsWith('AWS::SSM::Parameter::Value<'))
      wrong(`Expected the value of parameter ${name} to be known but it is kept in Systems Manager as ${value}`);
    else if (value === undefined)
      wrong(`Expected a value for parameter ${name}, which has no default, but received none`);
    else values[name] = isListType(Type) ? value.split(',').map((item) => item.trim()) : value;
  }
  return { values, problems };
}

type Schema = Record<string, unknown>;

// A pattern must match the whole value:
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
const wholePattern = (pattern: string): string => `^(?:${pattern})$`;

// What a pattern of Java says and JavaScript reads as something else, without an error.
const JAVA_ONLY = /\\[AGHQRXZhpPz]|&&|\[[^\]]*\[[^:]/;

/** Whether an AllowedPattern means the same here as in CloudFormation, which is written in Java. */
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

/** The JSON schema of a parameter, for values as `typed` makes them. */
function parameterSchema(parameter: TemplateParameter): Schema {
  const schema = single(parameter);
  return isListType(parameter.Type) ? { type: 'array', items: schema } : schema;
}

const quoted = (value: unknown): string => (value === '' ? "''" : String(value));

function range(least: unknown, most: unknown, unit = ''): string {
  if (least === undefined && most === undefined) return '';
  if (least === undefined) return ` of at most ${most}${unit}`;
  return most === undefined ? ` of at least ${least}${unit}` : ` from ${least} to ${most}${unit}`;
}

function singleInWords(parameter: TemplateParameter): string {
  const { AllowedValues, AllowedPattern, MinLength, MaxLength, MinValue, MaxValue } = parameter;
  if (AllowedValues) return `one of ${AllowedValues.map(quoted).join(', ')}`;
  if (isNumericType(parameter.Type)) return `a number${range(MinValue, MaxValue)}`;
  return `text${range(MinLength, MaxLength, ' characters')}${AllowedPattern === undefined ? '' : ` matching ${AllowedPattern}`}`;
}

/** What a parameter takes, in words that follow "Expected … to be", with the template's own explanation. */
function expectedValue(parameter: TemplateParameter): string {
  const words = isListType(parameter.Type) ? `a list, each ${singleInWords(parameter)}` : singleInWords(parameter);
  return parameter.ConstraintDescription ? `${words} (${parameter.ConstraintDescription})` : words;
}

/** A value in words that follow "but received"; a secret is not shown. */
const receivedValue = (parameter: TemplateParameter, text: string | undefined): string =>
  text === undefined
    ? 'nothing'
    : String(parameter.NoEcho) === 'true'
      ? 'a value that is not shown (NoEcho)'
      : quoted(text);

/** A value that the template's own Parameters section does not allow; both parts are words to put in a message. */
type ParameterProblem = { parameter: string; expected: string; received: string };

// 012, 0x10, 1e3 and 1_000 are read differently by different readers: they are no numbers here.
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

/**
 * The text of a value as its parameter's type: numbers and lists made so; what is no number stays text, to be refused.
 */
function typed(text: string, type: string): unknown {
  const one = (item: string): unknown => (isNumericType(type) && NUMBER.test(item) ? Number(item) : item);
  return isListType(type) ? text.split(',').map((item) => one(item.trim())) : one(text);
}

// What a template may have wrong in its limits is for cfn-lint.
const ajv = new Ajv({ unicodeRegExp: false, strict: false, ...WITHOUT_META_SCHEMA });

const validators = new Map<string, ValidateFunction>();

/** Kept by the text of its schema: to compile one takes longer than all else that is checked of a parameter. */
function validatorOf(parameter: TemplateParameter): ValidateFunction {
  const schema = parameterSchema(parameter);
  return remembered(validators, JSON.stringify(schema), () => ajv.compile(schema));
}

/** What cannot be checked here is a problem, not a pass. */
const unreadablePatterns = (parameters: Record<string, TemplateParameter>): ParameterProblem[] =>
  Object.entries(parameters)
    .filter(([, { AllowedPattern }]) => AllowedPattern !== undefined && !isReadable(AllowedPattern))
    .map(([parameter, { AllowedPattern }]) => ({
      parameter,
      expected: 'an AllowedPattern that JavaScript reads as Java does',
      received: String(AllowedPattern),
    }));

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
 * Checks values against a template's own Parameters: unknown and missing names, types, allowed values, patterns,
 * limits. Defaults are checked too. `elsewhere` names parameters that are given later and may be missing.
 */
export function checkParameters(
  template: Pick<Template, 'Parameters'>,
  values: Record<string, string>,
  elsewhere: readonly string[] = [],
): ParameterProblem[] {
  const parameters = template.Parameters ?? {};
  const effective = effectiveParameters(parameters, values);
  const unknown = Object.keys(values)
    .filter((name) => !Object.hasOwn(parameters, name))
    .map((name) => ({ parameter: name, expected: 'a parameter of the template', received: name }));
  const wrong = Object.entries(parameters).flatMap(([name, parameter]) => {
    const text = effective[name];
    const isGood = text === undefined ? elsewhere.includes(name) : validatorOf(parameter)(typed(text, parameter.Type));
    if (isGood) return [];
    return [{ parameter: name, expected: expectedValue(parameter), received: receivedValue(parameter, text) }];
  });
  return [...unreadablePatterns(parameters), ...unknown, ...wrong];
}
