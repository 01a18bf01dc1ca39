import { coversAction } from './action-element.ts';
import { coverPrincipal } from './cover-principal.ts';
import type { Lookup } from './lookup.ts';
import type { Grade } from './principal-element.ts';
import type { Request } from './request.ts';
import { coversResource } from './resource-element.ts';
import type { Statement } from './statement.ts';

/** A statement that is about a request; with conditions that do not hold it has no effect on it. */
export type Match = { statement: Statement; grade: Grade; unmet: readonly string[] };

/** Whether a statement is about the request: action, principal and resource. Undefined when it is not. */
export function apply(statement: Statement, request: Request, lookup: Lookup, hasBoundary: boolean): Match | undefined {
  const { actions, principals, resources, conditions } = statement;
  if (!coversAction(actions, request.action)) return undefined;
  const grade = principals ? coverPrincipal(principals, request.principal, hasBoundary) : 'direct';
  if (!grade || (resources && !coversResource(resources, request.resource, lookup))) return undefined;
  return { statement, grade, unmet: conditions.filter(({ holds }) => !holds(lookup)).map(({ text }) => text) };
}
