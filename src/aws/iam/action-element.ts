import type { Lookup } from './lookup.ts';
import { matchPatternIgnoringCase } from './match-pattern.ts';
import { type Pattern, parsePattern } from './pattern.ts';
import { type Fail, refuse } from './policy-error.ts';
import { asTexts, type Reader } from './reader.ts';

/** Action, or NotAction: what a statement is about. */
export type ActionElement = { not: boolean; patterns: readonly Pattern[] };

// "Vendor" is the service's prefix; only the name behind it can have wildcards, or all of it is one.
const ACTION = /^(\*|\*:\*|[a-z0-9-]+:[a-z0-9*?-]+)$/i;

/** Reads an action, which can have wildcards. */
export function parseAction(text: string, fail: Fail = refuse): Pattern {
  if (!ACTION.test(text)) return fail(`Expected an action such as s3:GetObject but received ${text}`);
  return parsePattern(text, 'any', () => fail(`Expected no variable in ${text}`), fail);
}

/** Reads the element of that name. */
export function readActions(name: 'Action' | 'NotAction', value: unknown, reader: Reader): ActionElement {
  const patterns = asTexts(value, name, reader.fail).map((text) => parseAction(text, reader.fail));
  return { not: name === 'NotAction', patterns };
}

const NO_VARIABLES: Lookup = () => [];

/** Whether the pattern matches an action; neither cares for case. */
export const matchesAction = (pattern: Pattern, action: string): boolean =>
  pattern.text === '*' || matchPatternIgnoringCase(pattern, action, NO_VARIABLES) === true;

export const coversAction = ({ not, patterns }: ActionElement, action: string): boolean =>
  patterns.some((pattern) => matchesAction(pattern, action)) !== not;
