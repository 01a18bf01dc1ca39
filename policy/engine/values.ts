import { isUnresolved } from '../../src/aws/cloudformation/path.ts';

declare const brand: unique symbol;

/** Text that stands for a value, or holds one, that only the deployment knows. It is not absent. */
export type Unknowable = string & { readonly [brand]: 'unknowable' };

/** What a template has at a place: nothing, something that cannot be known, or a value. */
export type Value =
  | undefined
  | Unknowable
  | string
  | number
  | boolean
  | null
  | readonly unknown[]
  | Record<string, unknown>;

export const isUnknowable = (value: unknown): value is Unknowable => isUnresolved(value);

/** Refuses a value that may be unknowable, at compile time: ask isUnknowable first, or it would count as absent. */
type Knowable<T> = 0 extends 1 & T ? T : [Extract<T, Unknowable>] extends [never] ? T : never;

/** One or many, as CloudFormation and IAM let most lists be written. Nothing is no item. */
export const listOf = (value: unknown): unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];

/** The entries of a map; of anything else none. */
export const mapOf = <T>(value: T & Knowable<T>): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};

/** A number, or the text of one, as parameters pass it. Undefined for anything else. */
export function numberOf<T>(value: T & Knowable<T>): number | undefined {
  const number: unknown = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** True for true and 'true', which CloudFormation takes for the same. */
export const isTrue = (value: unknown): boolean => String(value) === 'true';

/** A number as numberOf reads it, or another where it cannot be known: the one that a rule must assume. */
export const numberOr = (value: Value, assumed: number): number | undefined =>
  isUnknowable(value) ? assumed : numberOf(value);

/** A map as mapOf reads it; none where it cannot be known, for rules that report that themselves. */
export const knownMapOf = (value: Value): Record<string, unknown> => (isUnknowable(value) ? {} : mapOf(value));

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
