import { isListType, isNumericType } from './parameter-values.ts';
import type { TemplateParameter } from './template.ts';

const quoted = (value: unknown): string => (value === '' ? "''" : String(value));

function range(least: unknown, most: unknown, unit = ''): string {
  if (least === undefined && most === undefined) return '';
  if (least === undefined) return ` of at most ${most}${unit}`;
  return most === undefined ? ` of at least ${least}${unit}` : ` from ${least} to ${most}${unit}`;
}

function single(parameter: TemplateParameter): string {
  const { AllowedValues, AllowedPattern, MinLength, MaxLength, MinValue, MaxValue } = parameter;
  if (AllowedValues) return `one of ${AllowedValues.map(quoted).join(', ')}`;
  if (isNumericType(parameter.Type)) return `a number${range(MinValue, MaxValue)}`;
  return `text${range(MinLength, MaxLength, ' characters')}${AllowedPattern === undefined ? '' : ` matching ${AllowedPattern}`}`;
}

/** What a parameter takes, in words that follow "Expected … to be", with the template's own explanation. */
export function expectedValue(parameter: TemplateParameter): string {
  const words = isListType(parameter.Type) ? `a list, each ${single(parameter)}` : single(parameter);
  return parameter.ConstraintDescription ? `${words} (${parameter.ConstraintDescription})` : words;
}

/** A value in words that follow "but received"; a secret is not shown. */
export const receivedValue = (parameter: TemplateParameter, text: string | undefined): string =>
  text === undefined
    ? 'nothing'
    : String(parameter.NoEcho) === 'true'
      ? 'a value that is not shown (NoEcho)'
      : quoted(text);
