import { Ajv, type ValidateFunction } from 'ajv';
import { remembered } from '../../shared/memoize.ts';
import { WITHOUT_META_SCHEMA } from '../../shared/without-meta-schema.ts';
import { isReadable, parameterSchema } from './parameter-schema.ts';
import { isListType, isNumericType } from './parameter-values.ts';
import { expectedValue, receivedValue } from './parameter-words.ts';
import { asText } from './scope.ts';
import type { Template, TemplateParameter } from './template.ts';

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
