import { attributeOf } from '../cloudformation/attribute-of.ts';
import { isUnresolved } from '../cloudformation/path.ts';
import type { Pseudo, Resolved, ResolvedResource } from '../cloudformation/resolve.ts';
import { type Policy, parsePolicy } from './policy.ts';
import { PolicyError, type PolicyKind, showWhere, type Where } from './policy-error.ts';

/** Reads a policy document of a resolved template; refuses one with values that only a deployment knows. */
export function readDocument<Kind extends PolicyKind>(document: unknown, where: Where<Kind>): Policy<Kind> {
  if (isUnresolved(JSON.stringify(document)))
    throw new PolicyError(`Expected ${showWhere(where)} to be resolved but it holds values that are not known here`);
  return parsePolicy(document, where);
}

export const resourcesOf = (resolved: Resolved, type: string): ResolvedResource[] =>
  Object.values(resolved.resources).filter((resource) => resource.Type === type);

/** The only function of a template. */
export function functionOf(resolved: Resolved): ResolvedResource {
  const [only, ...others] = resourcesOf(resolved, 'AWS::Lambda::Function');
  if (only && others.length === 0) return only;
  const found = [only, ...others].flatMap((each) => each?.LogicalId ?? []).join(', ') || 'none';
  throw new PolicyError(`Expected a template with one function but received ${found}`);
}

/** The role that a function has, which has to be one of the template. */
export function roleOf(lambda: ResolvedResource, resolved: Resolved, pseudo: Pseudo): ResolvedResource {
  const arn = lambda.Properties['Role'];
  const role = resourcesOf(resolved, 'AWS::IAM::Role').find((each) => attributeOf(each, 'Arn', pseudo) === arn);
  if (role) return role;
  throw new PolicyError(`Expected the role of ${lambda.LogicalId} to be in the template but received ${arn}`);
}

/** The values of a property that are text; a single value counts as a list of it. */
export const textsIn = (value: unknown): string[] => [value].flat().filter((item) => typeof item === 'string');
