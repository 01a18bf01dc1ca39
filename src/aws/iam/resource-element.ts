import type { Lookup } from './lookup.ts';
import { matchPattern } from './match-pattern.ts';
import type { Pattern } from './pattern.ts';
import { PolicyError } from './policy-error.ts';
import { asTexts, type Reader } from './reader.ts';

/** Resource, or NotResource: on what a statement allows or denies its actions. */
export type ResourceElement = { not: boolean; patterns: readonly Pattern[] };

// An ARN may end early, as arn:aws:ec2:* does, but its service has to be written out.
const RESOURCE = /^(\*|arn:[^:]+:[a-z0-9-]+:.+)$/s;

const readResource = (text: string, reader: Reader): Pattern =>
  RESOURCE.test(text) ? reader.pattern(text, 'resource') : reader.fail(`Expected an ARN or * but received ${text}`);

/** Reads the element of that name. */
export function readResources(name: 'Resource' | 'NotResource', value: unknown, reader: Reader): ResourceElement {
  const patterns = asTexts(value, name, reader.fail).map((text) => readResource(text, reader));
  return { not: name === 'NotResource', patterns };
}

/** Whether the statement is about the resource. A pattern with a variable that has no value matches nothing. */
export function coversResource({ not, patterns }: ResourceElement, resource: string, lookup: Lookup): boolean {
  const results = patterns.map((pattern) => pattern.text === '*' || matchPattern(pattern, resource, lookup));
  if (not && !results.includes(true) && results.includes(undefined))
    throw new PolicyError(
      `Expected every policy variable of NotResource ${patterns.map(({ text }) => text)} to have a value`,
    );
  return results.includes(true) !== not;
}
