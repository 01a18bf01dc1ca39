import { isUnresolved } from '../cloudformation/unresolved.ts';
import { type Policy, parsePolicy } from './policy.ts';
import { PolicyError } from './policy-error.ts';
import { type PolicyKind, showWhere, type Where } from './where.ts';

/** Reads a policy document of a resolved template; refuses one with values that only a deployment knows. */
export function readDocument<Kind extends PolicyKind>(document: unknown, where: Where<Kind>): Policy<Kind> {
  if (isUnresolved(JSON.stringify(document)))
    throw new PolicyError(`Expected ${showWhere(where)} to be resolved but it holds values that are not known here`);
  return parsePolicy(document, where);
}
