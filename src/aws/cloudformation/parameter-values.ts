import { asText, type Problem } from './scope.ts';
import type { Template } from './template.ts';

/** Whether the values of a parameter of this type are lists, written with commas. */
export const isListType = (type: string): boolean => type === 'CommaDelimitedList' || type.startsWith('List<');

/** Whether a value of this type, or each of its list, is a number. */
export const isNumericType = (type: string): boolean => type === 'Number' || type === 'List<Number>';

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
