import { PolicyError } from './policy-error.ts';
import { isIamPrincipal, type Principal } from './principal.ts';
import { type Grade, gradeOf, type PrincipalElement } from './principal-element.ts';

const ORDER: readonly Grade[] = ['direct', 'role', 'account'];

/**
 * NotPrincipal spares whom it names in full: the account, the role and the session, or the account and the user.
 * Whoever has a permissions boundary is not spared at all.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
function isSpared(element: PrincipalElement, principal: Principal, hasBoundary: boolean): boolean {
  const grades = new Set(element.entries.map((entry) => gradeOf(entry, principal)));
  if (!isIamPrincipal(principal)) return grades.has('direct');
  if (hasBoundary || !grades.has('account')) return false;
  if (principal.kind === 'user') return grades.has('direct');
  if (principal.kind === 'role' && grades.has('role'))
    throw new PolicyError(`Expected the session of ${principal.arn} to be named, for NotPrincipal asks for it`);
  return grades.has('role') && grades.has('direct');
}

/** The strongest way in which a statement names the principal; undefined when it is not about them. */
export function coverPrincipal(
  element: PrincipalElement,
  principal: Principal,
  hasBoundary: boolean,
): Grade | undefined {
  if (element.not) return isSpared(element, principal, hasBoundary) ? undefined : 'direct';
  const grades = element.entries.map((entry) => gradeOf(entry, principal));
  return ORDER.find((grade) => grades.includes(grade));
}
