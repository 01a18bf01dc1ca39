/**
 * How a dynamic reference begins:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
 */
export const DYNAMIC_REFERENCE = '{{resolve:';

const OPEN = '⟪unresolved ';

/** Stands in for what could not be resolved. The brackets occur in no name, ARN or number, and survive Join and Sub. */
export const unresolved = (what: string): string => `${OPEN}${what}⟫`;

/** True for text that is, or holds, a stand-in or a dynamic reference: its real value is known only at deployment. */
export const isUnresolved = (value: unknown): value is string =>
  typeof value === 'string' && (value.includes(OPEN) || value.includes(DYNAMIC_REFERENCE));
