import { parseArn } from './arn.ts';
import { accountOf, isIamPrincipal, type Principal } from './principal.ts';
import { asMap, asTexts, type Reader } from './reader.ts';

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
export type Grade = 'direct' | 'role' | 'account';

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
export function gradeOf(entry: Entry, principal: Principal): Grade | undefined {
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
