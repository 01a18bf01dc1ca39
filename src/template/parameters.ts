import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { isListType, isNumericType } from './parameter-values.ts';
import { expectedValue, receivedValue } from './parameter-words.ts';
import { isReadable, parametersSchema } from './parameters-schema.ts';
import { asText } from './scope.ts';
import type { Template, TemplateParameter } from './template.ts';
import { WITHOUT_META_SCHEMA } from './without-meta-schema.ts';

/** A value that the template's own Parameters section does not allow; both parts are words to put in a message. */
export type ParameterProblem = { parameter: string; expected: string; received: string };

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
const ajv = new Ajv({ allErrors: true, unicodeRegExp: false, strict: false, ...WITHOUT_META_SCHEMA });

let last: { key: string; validate: ValidateFunction } | undefined;

/** The last one is kept: one value after the other is tried for the same parameters. */
function validatorOf(parameters: Record<string, TemplateParameter>): ValidateFunction {
  const schema = parametersSchema(parameters);
  const key = JSON.stringify(schema);
  if (last?.key !== key) {
    last = { key, validate: ajv.compile(schema) };
    ajv.removeSchema(schema); // ajv keeps what it compiles for ever
  }
  return last.validate;
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
 * Checks values against a template's own Parameters: unknown and missing names, types, allowed values, patterns,
 * limits. Defaults are checked too. `elsewhere` names parameters that are given later and may be missing.
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
  const validate = validatorOf(parameters);
  const errors = validate(data) ? [] : (validate.errors ?? []);
  const wrong = [...new Set(errors.map(parameterOf))].flatMap((name) => {
    const parameter = declared(name);
    const text = effective[name];
    if (!parameter) return [{ parameter: name, expected: 'a parameter of the template', received: name }];
    if (text === undefined && elsewhere.includes(name)) return [];
    return [{ parameter: name, expected: expectedValue(parameter), received: receivedValue(parameter, text) }];
  });
  return [...unreadable, ...wrong];
}
