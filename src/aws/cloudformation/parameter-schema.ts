import { isListType, isNumericType } from './parameter-values.ts';
import { asText } from './scope.ts';
import type { TemplateParameter } from './template.ts';

type Schema = Record<string, unknown>;

// A pattern must match the whole value:
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
const wholePattern = (pattern: string): string => `^(?:${pattern})$`;

// What a pattern of Java says and JavaScript reads as something else, without an error.
const JAVA_ONLY = /\\[AGHQRXZhpPz]|&&|\[[^\]]*\[[^:]/;

/** Whether an AllowedPattern means the same here as in CloudFormation, which is written in Java. */
export function isReadable(pattern: string): boolean {
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
export function parameterSchema(parameter: TemplateParameter): Schema {
  const schema = single(parameter);
  return isListType(parameter.Type) ? { type: 'array', items: schema } : schema;
}
