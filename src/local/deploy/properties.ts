import type { ResolvedResource } from '../../aws/cloudformation/resolve.ts';
import { UserError } from '../../shared/user-error.ts';

/** Reads typed values from the resolved properties of a resource, where a number may be the text of a parameter. */
export type PropertyReader = {
  text(path: string): string;
  optionalText(path: string): string | undefined;
  number(path: string): number;
  optionalNumber(path: string): number | undefined;
  /** The value as it is; undefined where absent. */
  value(path: string): unknown;
};

export function readProperties({ LogicalId, Properties }: ResolvedResource): PropertyReader {
  const value = (path: string): unknown =>
    path
      .split('.')
      .reduce<unknown>(
        (found, name) =>
          typeof found === 'object' && found !== null ? (found as Record<string, unknown>)[name] : undefined,
        Properties,
      );
  const wrong = (expected: string, path: string): UserError =>
    new UserError(
      `Expected ${expected} for ${LogicalId}.${path} but received ${JSON.stringify(value(path)) ?? 'nothing'}`,
    );
  const optionalText = (path: string): string | undefined => {
    const found = value(path);
    if (found === undefined || typeof found === 'string') return found;
    if (typeof found === 'number' || typeof found === 'boolean') return String(found);
    throw wrong('text', path);
  };
  const optionalNumber = (path: string): number | undefined => {
    const found = optionalText(path);
    if (found === undefined) return undefined;
    if (!/^\d+$/.test(found)) throw wrong('a whole number', path);
    return Number(found);
  };
  const required = <T>(found: T | undefined, expected: string, path: string): T => {
    if (found === undefined) throw wrong(expected, path);
    return found;
  };
  return {
    value,
    optionalText,
    optionalNumber,
    text: (path) => required(optionalText(path), 'text', path),
    number: (path) => required(optionalNumber(path), 'a whole number', path),
  };
}
