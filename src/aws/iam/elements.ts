import type { Lookup } from './lookup.ts';
import { matchPattern, matchPatternIgnoringCase, type Pattern, parsePattern } from './pattern.ts';
import { type Fail, PolicyError, parseArn, refuse } from './policy-error.ts';
import { accountOf, isIamPrincipal, type Principal } from './principal.ts';
import { asMap, asTexts, type Reader } from './reader.ts';

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

/** One entry of Principal. */
type Entry =
  | { type: 'everyone' }
  | { type: 'account'; account: string }
  | { type: 'role' | 'user' | 'session'; arn: string }
  | { type: 'service' | 'federated'; name: string };

/** Principal, or NotPrincipal: for whom a statement is. */
export type PrincipalElement = { not: boolean; entries: readonly Entry[] };

/**
 * How a statement names whoever asks. `direct`: everyone, the user, the session, the service. `role`: the role of the
 * session, which a permissions boundary limits. `account`: only their account, which then has to allow it itself.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 */
export type Specificity = 'direct' | 'role' | 'account';

const ACCOUNT = /^\d{12}$/;
const RESOURCES = { role: 'role', user: 'user', 'assumed-role': 'session', 'federated-user': 'session' } as const;

function readAwsPrincipal(text: string, reader: Reader): Entry {
  if (text === '*') return { type: 'everyone' };
  if (ACCOUNT.test(text)) return { type: 'account', account: text };
  const arn = parseArn(text);
  const kind = arn?.resource.split('/')[0] ?? '';
  if (!arn || !ACCOUNT.test(arn.account) || !['iam', 'sts'].includes(arn.service) || /[*?]|\$\{/.test(text))
    return reader.fail(
      `Expected a principal of AWS to be *, an account or the ARN of a role or user but received ${text}`,
    );
  if (arn.service === 'iam' && arn.resource === 'root') return { type: 'account', account: arn.account };
  const type = Object.hasOwn(RESOURCES, kind) ? RESOURCES[kind as keyof typeof RESOURCES] : undefined;
  const fits = type && (type === 'session') === (arn.service === 'sts') && arn.resource.length > kind.length + 1;
  return fits
    ? { type, arn: text }
    : reader.fail(`Expected the ARN of an account, role, user or session but received ${text}`);
}

function readEntries(type: string, value: unknown, reader: Reader): Entry[] {
  const texts = asTexts(value, `Principal ${type}`, reader.fail);
  if (type === 'AWS') return texts.map((text) => readAwsPrincipal(text, reader));
  if (type !== 'Service' && type !== 'Federated')
    return reader.fail(`Expected a principal to be AWS, Service or Federated but received ${type}`);
  return texts.map((name) =>
    /[*?]|\$\{/.test(name)
      ? reader.fail(`Expected a ${type} principal without wildcards but received ${name}`)
      : { type: type === 'Service' ? 'service' : 'federated', name },
  );
}

/** Reads the element of that name; `"*"` and `{"AWS": "*"}` are the same. */
export function readPrincipals(name: 'Principal' | 'NotPrincipal', value: unknown, reader: Reader): PrincipalElement {
  const entries: Entry[] =
    value === '*'
      ? [{ type: 'everyone' }]
      : Object.entries(asMap(value, name, reader.fail)).flatMap(([type, names]) => readEntries(type, names, reader));
  return { not: name === 'NotPrincipal', entries };
}

/** How one entry names the principal, if it does. */
export function gradeOf(entry: Entry, principal: Principal): Specificity | undefined {
  switch (entry.type) {
    case 'everyone':
      return 'direct';
    case 'account':
      return isIamPrincipal(principal) && accountOf(principal) === entry.account ? 'account' : undefined;
    case 'role':
      return (principal.kind === 'role' && principal.arn === entry.arn) ||
        (principal.kind === 'assumed-role' && principal.roleArn === entry.arn)
        ? 'role'
        : undefined;
    case 'user':
      return principal.kind === 'user' && principal.arn === entry.arn ? 'direct' : undefined;
    case 'session':
      return principal.kind === 'assumed-role' && principal.arn === entry.arn ? 'direct' : undefined;
    case 'service':
      return principal.kind === 'service' && principal.service === entry.name ? 'direct' : undefined;
    case 'federated':
      return principal.kind === 'federated' && principal.provider === entry.name ? 'direct' : undefined;
  }
}
