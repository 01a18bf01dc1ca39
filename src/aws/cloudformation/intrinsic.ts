import { isUnresolved, type Path } from './path.ts';
import { asText, type Scope, show } from './scope.ts';

/** Resolves one function. The path ends in the function's own key. */
export type Intrinsic = (argument: unknown, path: Path, scope: Scope) => unknown;

/** Records that an argument is not what the function takes, and gives the stand-in. */
export const wrong = (path: Path, scope: Scope, expected: string, received: unknown): string =>
  scope.problem(path, `Expected ${expected} for ${path.at(-1)} but received ${show(received)}`);

/**
 * A function of so many arguments, each resolved before `use`. A stand-in among them has its problem already: it is the
 * result.
 */
export const ofList = (
  least: number,
  most: number,
  use: (values: unknown[], path: Path, scope: Scope) => unknown,
): Intrinsic =>
  function resolveList(argument, path, scope) {
    if (!Array.isArray(argument) || argument.length < least || argument.length > most)
      return wrong(path, scope, `${least === most ? least : `${least} to ${most}`} arguments`, argument);
    const values = argument.map((item, at) => scope.resolve(item, [...path, at]));
    return values.find(isUnresolved) ?? use(values, path, scope);
  };

/** A function of one argument that must come out as text. */
export const ofText = (use: (text: string, path: Path, scope: Scope) => unknown): Intrinsic =>
  function resolveText(argument, path, scope) {
    const value = scope.resolve(argument, path);
    const text = asText(value);
    if (text === undefined) return wrong(path, scope, 'text', value);
    return isUnresolved(text) ? text : use(text, path, scope);
  };

/** Functions that only the AWS::LanguageExtensions transform brings. */
export const extension = (intrinsic: Intrinsic): Intrinsic =>
  function resolveExtension(argument, path, scope) {
    if ([scope.template.Transform].flat().includes('AWS::LanguageExtensions')) return intrinsic(argument, path, scope);
    return scope.problem(path, `Expected Transform to name AWS::LanguageExtensions for ${path.at(-1)} but it does not`);
  };
