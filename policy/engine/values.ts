import { isUnresolved } from '../../src/aws/cloudformation/path.ts';

/** One or many, as CloudFormation and IAM let most lists be written. Nothing is no item. */
export const listOf = (value: unknown): unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];

/** The entries of a map; of anything else, hidden values too, none. */
export const mapOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};

/** A number, or the text of one, as parameters pass it. Undefined for anything else. */
export function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** True for true and 'true', which CloudFormation takes for the same. */
export const isTrue = (value: unknown): boolean => String(value) === 'true';

export const is =
  (...wanted: readonly unknown[]) =>
  (value: unknown): boolean =>
    wanted.includes(value);

/** Whether a value is a whole number within limits, both included. */
export const isWithin =
  (least: number, most: number) =>
  (value: unknown): boolean => {
    const number = numberOf(value);
    return number !== undefined && Number.isInteger(number) && number >= least && number <= most;
  };

/** Whether a value, or anything in it, is known only at deployment. */
export const isHidden = (value: unknown): boolean =>
  isUnresolved(value) || (typeof value === 'object' && value !== null && Object.values(value).some(isHidden));

const MOST_CHARACTERS = 100;

/** A value in a finding: short, and in words where there is none. */
export function show(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (isUnresolved(value)) return 'a value that cannot be known here';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS - 1)}…` : text;
}
